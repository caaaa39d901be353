"""The tree of tags above the marks of the pages: headings, paragraphs, lists and tables in reading order."""

from typing import Any

from bot.letters.pdf.tags import Mark, Place, Tags


class Structure:
    """Builds the tree in an open document, with documented calls of pikepdf only."""

    def __init__(self, document: Any) -> None:
        from pikepdf import Array, Dictionary, Name

        self._array, self._dictionary, self._name = Array, Dictionary, Name
        self._document = document
        self._root = document.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([])))
        self._body = self._element("Document", self._root)
        self._known: dict[object, Any] = {}

    def build(self, tags: Tags) -> None:
        """Hang every mark into the tree and the tree into the document."""
        document, name = self._document, self._name
        numbers = self._array([])
        for place, (page, marks) in enumerate(zip(document.pages, tags.pages, strict=True)):
            above = self._array([])
            for number, mark in enumerate(marks):
                element = self._of(mark)
                element.K.append(self._dictionary(Type=name.MCR, Pg=page.obj, MCID=number))
                above.append(element)
            page.obj.StructParents = place
            page.obj.Tabs = name.S
            numbers.append(place)
            numbers.append(document.make_indirect(above))
        self._fill_gaps()
        self._root.ParentTree = document.make_indirect(self._dictionary(Nums=numbers))
        self._root.ParentTreeNextKey = len(tags.pages)
        document.Root.StructTreeRoot = self._root
        document.Root.MarkInfo = self._dictionary(Marked=True)

    def _element(self, role: str, parent: Any) -> Any:
        made = self._dictionary(
            Type=self._name.StructElem, S=self._name(f"/{role}"), P=parent, K=self._array([])
        )
        element = self._document.make_indirect(made)
        parent.K.append(element)
        return element

    def _under(self, key: object, role: str, parent: Any) -> Any:
        """The element known by this key, made when it is first asked for."""
        if key not in self._known:
            self._known[key] = self._element(role, parent)
        return self._known[key]

    def _of(self, mark: Mark) -> Any:
        if mark.place is None:
            return self._under(mark.origin, mark.role, self._body)
        group = self._under(mark.place.group, mark.place.group.kind, self._body)
        if mark.place.group.kind == "L":
            item = self._under((mark.place.group, mark.place.row), "LI", group)
            return self._under((mark.place.group, mark.place.row, 0), "LBody", item)
        row = self._under((mark.place.group, mark.place.row), "TR", group)
        return self._cell(mark.place, row)

    def _cell(self, place: Place, row: Any) -> Any:
        key = (place.group, place.row, place.column)
        if key in self._known:
            return self._known[key]
        while len(row.K) < place.column:
            self._element("TD", row)
        cell = self._under(key, "TH" if place.head else "TD", row)
        if place.head or place.span > 1:
            looks = self._dictionary(O=self._name.Table)
            if place.head:
                looks.Scope = self._name(f"/{place.head}")
            if place.span > 1:
                looks.ColSpan = place.span
            cell.A = looks
        return cell

    def _fill_gaps(self) -> None:
        """Give every row of a table as many cells as its widest: an empty cell has no paragraph."""
        for group in [e for e in self._known.values() if self._name.Table == e.S]:
            widths = [sum(self._span(cell) for cell in row.K) for row in group.K]
            for row, width in zip(list(group.K), widths, strict=True):
                for _ in range(max(widths) - width):
                    self._element("TD", row)

    @staticmethod
    def _span(cell: Any) -> int:
        return int(cell.A.get("/ColSpan", 1)) if "/A" in cell else 1
