"""The first schema: cases, people, what they record, what was done.

Written out in full, codes included: later changes of the program must not change what this step makes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table of an empty database."""
    _cases()
    _people()
    _entries()
    _records()


def _cases() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("pack_id", sa.String(), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.Column("pack_sha256", sa.String(), nullable=False),
        sa.Column("pack_toml", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_case_file_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
    )
    op.create_table(
        "case_server",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _belongs(["case_id"], ["case_file.id"], "fk_case_server_case_id"),
        sa.PrimaryKeyConstraint("case_id", "guild_id", name=op.f("pk_case_server")),
    )
    op.create_index(op.f("ix_case_server_guild_id"), "case_server", ["guild_id"])
    op.create_table(
        "organiser",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("user_index", sa.LargeBinary(), nullable=False),
        sa.Column("user_enc", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _belongs(["case_id"], ["case_file.id"], "fk_organiser_case_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organiser")),
        sa.UniqueConstraint("case_id", "user_index", name=op.f("uq_organiser_case_id_user_index")),
    )
    op.create_table(
        "burnt_code",
        sa.Column("nonce_hash", sa.LargeBinary(), nullable=False),
        sa.Column("burnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name=op.f("pk_burnt_code")),
    )
    op.create_table(
        "incident",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _belongs(["case_id"], ["case_file.id"], "fk_incident_case_id"),
        sa.PrimaryKeyConstraint("case_id", "incident_id", name=op.f("pk_incident")),
    )


def _people() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _belongs(["case_id"], ["case_file.id"], "fk_account_case_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_account_id_case_id")),
    )
    op.create_index(op.f("ix_account_case_id"), "account", ["case_id"])
    op.create_table(
        "binding",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value_index", sa.LargeBinary(), nullable=False),
        sa.Column("value_enc", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('discord', 'receipt')", name=op.f("ck_binding_kind")),
        _belongs(
            ["account_id", "case_id"], ["account.id", "account.case_id"], "fk_binding_account_id_case_id"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding")),
        sa.UniqueConstraint("account_id", "kind", name=op.f("uq_binding_account_id_kind")),
        sa.UniqueConstraint(
            "case_id", "kind", "value_index", name=op.f("uq_binding_case_id_kind_value_index")
        ),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("residence", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "capacity IN ('self', 'child', 'protected_adult')", name=op.f("ck_member_capacity")
        ),
        sa.CheckConstraint("status IN ('registered', 'withdrawn')", name=op.f("ck_member_status")),
        _belongs(
            ["account_id", "case_id"], ["account.id", "account.case_id"], "fk_member_account_id_case_id"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("case_id", "ref", name=op.f("uq_member_case_id_ref")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_member_id_case_id")),
    )
    op.create_index(op.f("ix_member_account_id"), "member", ["account_id"])
    op.create_index(op.f("ix_member_case_id_status"), "member", ["case_id", "status"])
    op.create_table(
        "consent",
        sa.Column("seq", ROW_NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('register', 'complaint', 'lawyer', 'statistics', 'contact')",
            name=op.f("ck_consent_purpose"),
        ),
        _belongs(["member_id", "case_id"], ["member.id", "member.case_id"], "fk_consent_member_id_case_id"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_consent")),
        sa.UniqueConstraint("id", name=op.f("uq_consent_id")),
    )
    op.create_index(op.f("ix_consent_member_id_purpose_seq"), "consent", ["member_id", "purpose", "seq"])


def _entries() -> None:
    op.create_table(
        "involvement",
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("concerned", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("learned_how", sa.String(), nullable=True),
        sa.Column("learned_on", sa.Date(), nullable=True),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.CheckConstraint("concerned IN ('yes', 'no', 'unknown')", name=op.f("ck_involvement_concerned")),
        sa.CheckConstraint(
            "learned_how IN ('notice', 'answer', 'authority', 'press', 'scam', 'other')",
            name=op.f("ck_involvement_learned_how"),
        ),
        sa.CheckConstraint("notice IN ('yes', 'no', 'unknown')", name=op.f("ck_involvement_notice")),
        _belongs(
            ["case_id", "incident_id"],
            ["incident.case_id", "incident.incident_id"],
            "fk_involvement_case_id_incident_id",
        ),
        _belongs(
            ["member_id", "case_id"], ["member.id", "member.case_id"], "fk_involvement_member_id_case_id"
        ),
        sa.PrimaryKeyConstraint("member_id", "incident_id", name=op.f("pk_involvement")),
    )
    op.create_table(
        "exposure",
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("known_by", sa.String(), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'no', 'unknown')", name=op.f("ck_exposure_answer")),
        sa.CheckConstraint(
            "category IN ('ID_NAME', 'ID_BIRTH', 'ID_SEX', 'ID_NATIONAL', 'ID_DOC', 'CT_POSTAL', 'CT_EMAIL', 'CT_PHONE', 'AC_LOGIN', 'AC_PASSWORD', 'FI_BANK', 'FI_BILLING', 'HE_EXAM', 'HE_RESULT', 'HE_EXAM_DATE', 'HE_PRESCRIBER', 'HE_BLOOD', 'HE_CONDITION', 'HE_TREATMENT', 'HE_INFECT', 'GE_GENETIC', 'SX_LIFE', 'RE_RELATION', 'TE_TECH', 'OT_OTHER')",
            name=op.f("ck_exposure_category"),
        ),
        sa.CheckConstraint(
            "known_by IN ('notice', 'answer', 'authority', 'press', 'scam', 'other')",
            name=op.f("ck_exposure_known_by"),
        ),
        _belongs(
            ["case_id", "incident_id"],
            ["incident.case_id", "incident.incident_id"],
            "fk_exposure_case_id_incident_id",
        ),
        _belongs(["member_id", "case_id"], ["member.id", "member.case_id"], "fk_exposure_member_id_case_id"),
        sa.PrimaryKeyConstraint("member_id", "incident_id", "category", name=op.f("pk_exposure")),
    )
    op.create_table(
        "scam_contact",
        sa.Column("seq", ROW_NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("pretext", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("knew", sa.Text(), nullable=False),
        sa.Column("asked_for", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("loss_cents", sa.BigInteger(), nullable=True),
        sa.Column("reported_to", sa.Text(), nullable=False),
        sa.Column("sender_enc", sa.LargeBinary(), nullable=True),
        sa.Column("sender_index", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('CALL', 'SMS', 'EMAIL', 'POST', 'MESSENGER', 'SOCIAL', 'DISCORD', 'WEB', 'VISIT', 'OTHER')",
            name=op.f("ck_scam_contact_channel"),
        ),
        sa.CheckConstraint(
            "outcome IN ('ignored', 'clicked', 'data_given', 'paid', 'blocked', 'account_opened')",
            name=op.f("ck_scam_contact_outcome"),
        ),
        sa.CheckConstraint(
            "pretext IN ('BANK_ADVISER', 'HEALTH_INSURER', 'LAB_RESULTS', 'PARCEL', 'FAKE_LAWYER', 'AUTHORITY', 'EXTORTION', 'MARKETING', 'TECH_SUPPORT', 'LUXTRUST', 'JOB_CRYPTO', 'FAMILY', 'OTHER')",
            name=op.f("ck_scam_contact_pretext"),
        ),
        sa.CheckConstraint("loss_cents >= 0", name=op.f("ck_scam_contact_loss_cents")),
        _belongs(["member_id"], ["member.id"], "fk_scam_contact_member_id"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_scam_contact")),
        sa.UniqueConstraint("id", name=op.f("uq_scam_contact_id")),
    )
    op.create_index(op.f("ix_scam_contact_member_id"), "scam_contact", ["member_id"])
    op.create_table(
        "harm",
        sa.Column("seq", ROW_NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(), nullable=False),
        sa.CheckConstraint(
            "head IN ('M_FIN', 'M_COST', 'M_IDTHEFT', 'M_DENIAL', 'N_FEAR', 'N_CONTROL', 'N_DISTRESS', 'N_REPUT', 'N_DISCR', 'N_UNCERT', 'N_HARASS', 'N_TIME')",
            name=op.f("ck_harm_head"),
        ),
        sa.CheckConstraint("proof IN ('document', 'witness', 'none_yet')", name=op.f("ck_harm_proof")),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_harm_amount_cents")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_harm_minutes")),
        _belongs(["member_id"], ["member.id"], "fk_harm_member_id"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_harm")),
        sa.UniqueConstraint("id", name=op.f("uq_harm_id")),
    )
    op.create_index(op.f("ix_harm_member_id"), "harm", ["member_id"])
    op.create_table(
        "step",
        sa.Column("seq", ROW_NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('access_request', 'breach_question', 'erasure_request', 'police_complaint', 'bank_contest', 'complaint_filed', 'other_complaint')",
            name=op.f("ck_step_kind"),
        ),
        sa.CheckConstraint(
            "outcome IN ('waiting', 'no_answer', 'partial', 'full', 'refused')", name=op.f("ck_step_outcome")
        ),
        _belongs(
            ["case_id", "incident_id"],
            ["incident.case_id", "incident.incident_id"],
            "fk_step_case_id_incident_id",
        ),
        _belongs(["member_id", "case_id"], ["member.id", "member.case_id"], "fk_step_member_id_case_id"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_step")),
        sa.UniqueConstraint("id", name=op.f("uq_step_id")),
    )
    op.create_index(op.f("ix_step_member_id"), "step", ["member_id"])


def _records() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("edition IN ('working', 'named', 'redacted')", name=op.f("ck_letter_edition")),
        sa.CheckConstraint(
            "kind IN ('collective_complaint', 'individual_complaint', 'access_request', 'filing_kit')",
            name=op.f("ck_letter_kind"),
        ),
        sa.CheckConstraint(
            "mode IN ('individual', 'lawyer', 'association', 'alert')", name=op.f("ck_letter_mode")
        ),
        _belongs(["case_id"], ["case_file.id"], "fk_letter_case_id"),
        _belongs(["member_id", "case_id"], ["member.id", "member.case_id"], "fk_letter_member_id_case_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_member_id"), "letter", ["member_id"])
    op.create_index(
        "uq_letter_collective_version",
        "letter",
        ["case_id", "kind", "authority", "edition", "version"],
        unique=True,
        sqlite_where=sa.text("member_id IS NULL"),
        postgresql_where=sa.text("member_id IS NULL"),
    )
    op.create_table(
        "audit_line",
        sa.Column("seq", ROW_NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_line")),
    )
    op.create_table(
        "seen_request",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_seen_request")),
    )
    op.create_index(op.f("ix_seen_request_seen_at"), "seen_request", ["seen_at"])


def _belongs(columns: list[str], targets: list[str], name: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key whose rows go when the row they belong to goes."""
    return sa.ForeignKeyConstraint(columns, targets, name=op.f(name), ondelete="CASCADE")
