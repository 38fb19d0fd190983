"""Rules that the end-to-end tests share: those of the worked examples, and one customer for each other treatment."""
from testbed.days import moved

RESTRICTION = """
  - reference: {reference}
    customer: {{name: {name}, identifiers: {{email: [{identifiers}]}}}}
    requested_by: {{service: Housing Services, contact: housing.lead@york.gov.uk}}
    drafted_by: ict.admin
    reasons: Forty messages in a week to twelve officers after a final reply.
    warnings: [{{on: 2026-08-01, by: Housing Services, note: Polite warning by telephone}}]
    measures_considered: Single point of contact since June; not kept to.
    email: {email}
    authorised: {{by: director-cbss, on: 2026-10-01, evidence: Memo of 1 October 2026}}
    informed: {{on: 2026-10-02, how: letter}}
    review_by: 2027-09-30
    status: in-force
"""


def restriction(reference, identifiers, email, name="Alex Example"):
    return moved(RESTRICTION).format(reference=reference, name=name, identifiers=identifiers, email=email)


EXAMPLE = "restrictions:" + restriction(
    "RCC-2026-0001", "alex@example.org",
    "{action: forward, managers: [m.manager@york.gov.uk], contacts: [housing@york.gov.uk], councillors: all}") + restriction(
    "RCC-2026-0002", "quarantined@example.net", "{action: quarantine, councillors: all}", "Q") + restriction(
    "RCC-2026-0003", "rejected@example.net",
    "{action: reject, councillors: all, contacts: [housing@york.gov.uk], reply: Please write to m.manager@york.gov.uk only.}",
    "R") + restriction(
    "RCC-2026-0004", "junked@example.net", "{action: junk, councillors: all}", "J") + restriction(
    "RCC-2026-0005", "two@example.net", "{action: forward, managers: [m.manager@york.gov.uk, n.manager@york.gov.uk], "
    "councillors: {alternative: democratic@york.gov.uk}}", "T") + restriction(
    "RCC-2026-0006", "jörg@example.net", "{action: forward, managers: [m.manager@york.gov.uk], councillors: all}", "U") + """
councillors:
  - name: C. Ward
    addresses: [cllr.ward@york.gov.uk]
    choices: [{customer: alex@example.org, action: junk, since: 2026-09-01}]
  - name: R. Round
    addresses: [cllr.round@york.gov.uk]
    choices: [{customer: alex@example.org, action: {forward: office@york.gov.uk}, since: 2026-09-01, because: The office answers}]
  - name: O. Other
    addresses: [cllr.other@york.gov.uk]
protected:
  - {address: foi@york.gov.uk, why: Freedom of Information requests}
"""


def message(mail_from="alex@example.org", extra="", body="Hello\n", subject="Test", message_id=None):
    identity = f"Message-ID: <{message_id}>\n" if message_id else ""
    return f"{extra}From: {mail_from}\nTo: undisclosed:;\nSubject: {subject}\n{identity}\n{body}"
