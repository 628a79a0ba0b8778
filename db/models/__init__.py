"""The tables of the challenge database, by area."""

from db.models.consulting import Reply, Response, Survey, SurveyVersion
from db.models.examples import Example
from db.models.intake import Draft, DraftWords, Inbound
from db.models.knowledge import Domain, Feedback, Revision, Topic
from db.models.people import Consent, Contact, Resident
from db.models.plan import Challenge, Evidence
from db.models.questions import Question, ThreadMessage
from db.models.sending import Delivery, Pause
from db.models.staff import Audit, Staff, StaffContact, StaffSession

__all__ = [
    "Audit",
    "Challenge",
    "Consent",
    "Contact",
    "Delivery",
    "Domain",
    "Draft",
    "DraftWords",
    "Evidence",
    "Example",
    "Feedback",
    "Inbound",
    "Pause",
    "Question",
    "Reply",
    "Resident",
    "Response",
    "Revision",
    "Staff",
    "StaffContact",
    "StaffSession",
    "Survey",
    "SurveyVersion",
    "ThreadMessage",
    "Topic",
]
