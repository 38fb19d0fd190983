"""What is in force in a text case, as the rules document and the configuration that postern takes."""
import datetime
import json

from .gateway import CONFIGURATION

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def councillors_of(words):
    kind, *addresses = words
    if kind == "only":
        return {"only": addresses}
    return {"alternative": addresses[0]} if kind == "alternative" else kind


def hours_of(words):
    """`mon tue 09:00-12:00 wed 10:00-11:00`: days, and the intervals of all of them."""
    hours, days = [], []
    for word, before in zip(words, ["-", *words]):
        if "-" in word:
            begin, end = word.split("-")
            hours.append({"days": days, "from": begin, "to": end})
        else:
            days = ([] if "-" in before else days) + (DAYS if word == "daily" else [word])
    return hours


def limits_of(terms):
    limits = {}
    if "hours" in terms:
        limits["hours"] = hours_of(terms["hours"])
    if "volume" in terms:
        messages, _, per = terms["volume"]
        limits["volume"] = {"messages": int(messages), "per": per}
    for key, name in (("outside", "outside_hours"), ("beyond", "beyond_volume")):
        if key in terms:
            limits[name] = terms[key][0]
    return limits


def email_of(restriction):
    terms = restriction.terms
    email = {"action": restriction.action, "councillors": councillors_of(terms.get("councillors", ["all"])),
             "councillors_reason": "All correspondence goes through the manager.", **limits_of(terms)}
    if "to" in terms:
        email["managers"] = terms["to"]
    if "contacts" in terms:
        email["contacts"] = "any" if terms["contacts"] == ["any"] else terms["contacts"]
    if "reply" in terms:
        email["reply"] = terms["reply"]
    return email


def restriction_of(restriction, today):
    decided = str(today - datetime.timedelta(days=2))
    entry = {
        "reference": restriction.reference,
        "customer": {"name": "A. Case", "identifiers": {"email": restriction.identifiers}},
        "requested_by": {"service": "Housing Services"}, "drafted_by": "ict.admin", "reasons": "A case.",
        "no_warning_because": "It is a case.", "measures_considered": "None would do.", "email": email_of(restriction),
        "authorised": {"by": "director-cbss", "on": decided, "evidence": "Memo"}, "informed": {"on": decided, "how": "letter"},
        "review_by": str(today + datetime.timedelta(days=300)), "status": "in-force"}
    for key in ("starts", "ends"):
        if key in restriction.terms:
            entry[key] = restriction.terms[key][0]
    return entry


def choice_of(action, target, customer):
    return {"customer": customer, "action": {"forward": target} if action == "forward" else action, "because": "It is a case."}


def document(ground):
    """JSON, which is YAML too."""
    today = datetime.date.today()
    councillors = [{"name": first, "addresses": addresses, "choices": [choice_of(*each) for each in choices]}
                   for first, (addresses, choices) in ground.councillors.items()]
    return json.dumps({"restrictions": [restriction_of(each, today) for each in ground.restrictions], "councillors": councillors,
                       "protected": [{"address": each, "why": "A case"} for each in ground.protected]}, ensure_ascii=False)


def configuration(settings):
    text = CONFIGURATION
    if settings.get("at_border") == ["no"]:
        text = text.replace('socket_mode: "0666"', 'socket_mode: "0666", at_border: false')
    if "closed_days" in settings:
        days = [str(datetime.date.today() + datetime.timedelta(days=ahead)) for ahead in (0, 1)]
        text = text.replace("  representations:", f"  closed_days: [{', '.join(days)}]\n  representations:")
    match = [f"exempt_authenticated: {'false' if settings.get('exempt_authenticated') == ['no'] else 'true'}"]
    if "identities" in settings:
        match.append(f"identities: [{', '.join(settings['identities'])}]")
    return text.replace("match: {{exempt_authenticated: true}}", "match: {{" + ", ".join(match) + "}}")
