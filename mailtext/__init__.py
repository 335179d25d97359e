"""What a mail says: the words of its writer apart from quotes, signatures and notices, in the languages of the region. No Django."""

from mailtext.model import Attachment, Bounce, Kind, Mail, Passage, Role, Section, Unreadable
from mailtext.reading import read_mail
from mailtext.sections import sections
from mailtext.serial import from_dict, from_json, to_dict, to_json

__all__ = [
    "Attachment",
    "Bounce",
    "Kind",
    "Mail",
    "Passage",
    "Role",
    "Section",
    "Unreadable",
    "from_dict",
    "from_json",
    "read_mail",
    "sections",
    "to_dict",
    "to_json",
]
