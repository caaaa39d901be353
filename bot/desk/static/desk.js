// The desk's page: takes the dossier and the key from the person, asks the program on this machine, shows what it answers.
// Everything is put on the page as text, never as markup.
"use strict";

const KEPT = "desk-secret";
const $ = (id) => document.getElementById(id);
const said = $("said").dataset;
const language = document.documentElement.lang;
let secret = null;
let shown = null; // the summary of the open dossier

async function ask(method, path, body, wantsBytes) {
  const mark = path.includes("?") ? "&" : "?";
  let response;
  try {
    response = await fetch(`${path}${mark}language=${language}`, {
      method, body, headers: secret ? { "X-Desk-Secret": secret } : {}, cache: "no-store", credentials: "omit",
    });
  } catch {
    throw new Error(said.foreign);
  }
  if (response.status === 403) throw new Error(said.foreign);
  if (response.ok && wantsBytes) return response.blob();
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || said.failed);
  return answer;
}

function tell(text, error) {
  for (const [id, words] of [["status", text], ["error", error]]) {
    $(id).textContent = words || "";
    $(id).hidden = !words;
  }
  if (error) $("error").scrollIntoView({ block: "nearest" });
}

// Runs one act at a time with its button held, and says what came of it.
async function busy(button, words, act) {
  if (button) button.disabled = true;
  tell(words);
  try {
    tell(await act());
  } catch (error) {
    tell("", error.message);
  } finally {
    if (button) button.disabled = false;
  }
}

function see(name) {
  for (const id of ["start", "desk", "ended"]) $(id).hidden = id !== name;
}

function element(tag, text, kind) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

// ------------------------------------------------------------------------- opening

async function begin() {
  const code = location.hash.slice(1);
  if (code) {
    history.replaceState(null, "", location.pathname + location.search);
    const given = await ask("POST", "/begin", JSON.stringify({ code }));
    secret = given.secret;
    sessionStorage.setItem(KEPT, JSON.stringify(given));
  }
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (!kept) throw new Error(said.foreign);
  secret = kept.secret;
  $("folder").value = kept.folder;
  $("key-path").value = kept.key;
  if (code) return see("start");
  const known = await ask("GET", "/summary").catch((error) => {
    if (error.message === said.foreign) throw error;
    return null; // nothing is open: begin at the beginning
  });
  known ? show(known) : see("start");
}

async function open() {
  const [dossier, key] = [$("dossier").files[0], $("key").files[0]];
  if (dossier) await ask("PUT", "/dossier", dossier);
  if (key) await ask("PUT", "/key", key);
  show(await ask("POST", "/open", JSON.stringify({ server_key: $("server").value })));
  $("choose").reset();
  $("case").focus();
  return said.opened;
}

// ---------------------------------------------------------------------------- the key

// Shows what came of an act below its form; what is to be copied stands in a line of its own.
function outcome(id, ...parts) {
  $(id).replaceChildren(...parts);
  $(id).hidden = false;
  $(id).scrollIntoView({ block: "nearest" });
  return "";
}

function copied(text) {
  return element("pre", text, "copy");
}

async function make() {
  const made = await ask("POST", "/keygen", JSON.stringify({ path: $("key-path").value }));
  return outcome("made",
    element("p", said.made), copied(made.public), element("p", `${said.key} ${made.key}`), element("p", `${said.paper} ${made.sheet}`));
}

// Hands in the key file that was picked, and gives the text of the other file.
async function picked(file, key) {
  const holder = $(key).files[0];
  if (holder) await ask("PUT", "/key", holder);
  const chosen = $(file).files[0];
  return chosen ? chosen.text() : "";
}

async function prove() {
  const text = await picked("challenge", "prove-key");
  const { answer } = await ask("POST", "/prove", JSON.stringify({ text }));
  $("prove").reset();
  return outcome("proved", element("p", said.proved), copied(answer));
}

async function share() {
  const text = await picked("copies", "share-key");
  const made = await ask("POST", "/share", JSON.stringify({ text, newcomer: $("newcomer").value }));
  $("share").reset();
  const parts = made.texts.flatMap((copy, number) => {
    const save = element("button", `${said.save} ${number + 1}/${made.texts.length}`);
    save.type = "button";
    const name = `key-copies-${made.public.slice(4, 10)}-${number + 1}.txt`;
    save.addEventListener("click", () => follow(URL.createObjectURL(new Blob([copy], { type: "text/plain" })), name));
    return [copied(copy), save];
  });
  return outcome("shared", element("p", said.shared), copied(made.public), ...parts);
}

function dropped(event) {
  event.preventDefault();
  $("drop").classList.remove("over");
  for (const file of event.dataTransfer.files) {
    const holder = new DataTransfer();
    holder.items.add(file);
    (file.name.endsWith(".age") ? $("dossier") : $("key")).files = holder.files;
  }
}

// ------------------------------------------------------------------- the open dossier

function show(summary) {
  shown = summary;
  $("case").textContent = summary.title;
  $("facts").replaceChildren(...summary.facts.map((text) => element("li", text)));
  $("notes").replaceChildren(...summary.notes.map((text) => element("p", text, "note caution")));
  $("told").hidden = summary.told.length === 0;
  $("told-lines").replaceChildren(...summary.told.map((text) => element("li", text)));
  $("told-page").replaceChildren(...(summary.told.length ? [paper("notices.pdf", said.told, "", "application/pdf")] : []));
  $("letters").replaceChildren(...summary.letters.map((letter) => paper(letter.path, letter.name, "", letter.media_type)));
  $("words").value = "";
  list(null);
  leave();
  see("desk");
}

function list(refs) {
  const people = shown.members.filter((m) => !refs || refs.includes(m.ref));
  $("count").textContent = refs ? `${people.length} / ${shown.members.length}` : String(shown.members.length);
  $("none").hidden = people.length > 0;
  $("people").replaceChildren(...people.map((member) => {
    const [item, press] = [element("li"), element("button")];
    press.type = "button";
    press.dataset.ref = member.ref;
    press.append(element("strong", member.name || said.nameless), element("span", [member.ref, member.place].join(" · "), "soft"));
    if (!member.name) press.classList.add("nameless");
    press.addEventListener("click", () => busy(press, "", () => member_page(member.ref)));
    item.append(press);
    return item;
  }));
}

let asked = 0;
async function search() {
  const words = $("words").value.trim();
  const mine = ++asked; // answers may come in another order
  const found = words ? (await ask("GET", `/search?words=${encodeURIComponent(words)}`)).refs : null;
  if (mine === asked) list(found);
  return "";
}

async function member_page(ref) {
  const found = await ask("GET", `/member?ref=${encodeURIComponent(ref)}`);
  const page = $("a-member").content.cloneNode(true);
  page.querySelector("h2").textContent = found.name;
  page.querySelector('[data-part="groups"]').append(...found.groups.map(group));
  if (found.statement) {
    page.querySelector('[data-part="statement"]').hidden = false;
    page.querySelector(".words").textContent = found.statement;
  }
  page.querySelector(".papers").append(
    paper(found.sheet, said.sheet, "", "application/pdf"),
    ...found.papers.map((p) => paper(p.path, p.kind, "", "application/pdf")),
    ...found.documents.map((d) => paper(d.path, d.kind, `${d.name} · ${d.size} B · SHA-256 ${d.sha256.slice(0, 16)}…`, d.media_type)),
  );
  page.querySelector('[data-act="back"]').addEventListener("click", leave);
  page.querySelector("#answer-folder").value = found.folder;
  page.querySelector(".answer").addEventListener("submit", (event) => {
    event.preventDefault();
    const folder = event.target.querySelector("input").value;
    busy(event.submitter, said.saving, async () => {
      const written = await ask("POST", "/answer", JSON.stringify({ ref, folder }));
      return [`${said.saved} ${written.folder}`, ...written.notes].join(" ");
    });
  });
  $("member").replaceChildren(page);
  $("member").hidden = false;
  $("whole").hidden = true;
  document.body.classList.add("reading");
  for (const press of $("people").querySelectorAll("button")) {
    press.dataset.ref === ref ? press.setAttribute("aria-current", "true") : press.removeAttribute("aria-current");
  }
  $("member").querySelector("h2").focus();
  return "";
}

function leave() {
  $("member").hidden = true;
  $("member").replaceChildren();
  $("whole").hidden = false;
  document.body.classList.remove("reading");
  const current = $("people").querySelector("[aria-current]");
  if (current) {
    current.removeAttribute("aria-current");
    current.focus();
  }
}

function group(found) {
  const [made, rows] = [element("div"), element("dl", "", "facts")];
  for (const [name, text] of found.rows) rows.append(element("dt", name), element("dd", text));
  made.append(element("h3", found.title), rows);
  return made;
}

function paper(path, title, details, kind) {
  const made = $("a-paper").content.cloneNode(true).firstElementChild;
  made.querySelector("strong").textContent = title;
  made.querySelector(".soft").textContent = details;
  const name = path.split("/").slice(-2).join("-").replace(/^(letters|sheets|working)-/, "");
  const acts = { show: (url) => picture(made, url, title), open: (url) => follow(url, null), save: (url) => follow(url, name) };
  made.querySelector('[data-do="show"]').hidden = !kind.startsWith("image/");
  made.querySelector('[data-do="open"]').hidden = kind !== "application/pdf";
  for (const press of made.querySelectorAll("[data-do]")) {
    press.setAttribute("aria-label", `${press.textContent}: ${title}`);
    press.addEventListener("click", () => busy(press, said.making, async () => {
      const bytes = await ask("GET", `/document?path=${encodeURIComponent(path)}`, undefined, true);
      acts[press.dataset.do](URL.createObjectURL(bytes));
      return "";
    }));
  }
  return made;
}

function picture(holder, url, title) {
  holder.querySelector("img")?.remove();
  const image = element("img");
  image.alt = title;
  image.src = url;
  holder.append(image);
}

function follow(url, name) {
  const link = element("a");
  link.href = url;
  name ? (link.download = name) : (link.target = "_blank");
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// ------------------------------------------------------------------------ saving, ending

async function save() {
  const written = await ask("POST", "/save", JSON.stringify({ folder: $("folder").value }));
  return `${said.saved} ${written.folder}`;
}

async function close() {
  await ask("POST", "/close");
  shown = null;
  leave();
  for (const id of ["people", "letters", "notes", "facts", "case", "told-lines", "told-page"]) $(id).replaceChildren();
  see("start");
  return "";
}

async function quit() {
  await ask("POST", "/quit");
  sessionStorage.removeItem(KEPT);
  $("people").replaceChildren();
  $("member").replaceChildren();
  see("ended");
  $("ended").querySelector("h1").focus();
  return "";
}

$("choose").addEventListener("submit", (event) => {
  event.preventDefault();
  busy($("open"), said.reading, open);
});
for (const [id, act] of [["make", make], ["prove", prove], ["share", share]]) {
  $(id).addEventListener("submit", (event) => {
    event.preventDefault();
    busy(event.submitter, "", act);
  });
}
$("save").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(event.submitter, said.saving, save);
});
let typing = 0;
$("words").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => busy(null, "", search), 150);
});
for (const press of document.querySelectorAll('[data-act="close"]')) press.addEventListener("click", () => busy(press, "", close));
for (const press of document.querySelectorAll('[data-act="quit"]')) press.addEventListener("click", () => busy(press, "", quit));
document.addEventListener("dragover", (event) => { event.preventDefault(); $("drop").classList.add("over"); });
document.addEventListener("dragleave", () => $("drop").classList.remove("over"));
document.addEventListener("drop", dropped);
begin().catch((error) => tell("", error.message));
