"""
The only writers of the watch: one public function for each verb.

`cases`: record a consultation that was not run here. `sheets`: take rows over from a sheet, and take them back.
`monitoring`: write and publish the network's report. `rules`: change or confirm a standard. `erasing`: a person goes.
"""

from civikos.programs.standards.actions.cases import (
    AlreadyRecorded,
    CaseContent,
    MeetingContent,
    discard_case,
    record_case,
    restore_case,
    save_draft,
)
from civikos.programs.standards.actions.monitoring import publish_report, write_report
from civikos.programs.standards.actions.rules import change_standard, confirm_standard
from civikos.programs.standards.actions.sheets import change_mapping, keep_sheet, take_sheet, undo_sheet

__all__ = [
    "AlreadyRecorded",
    "CaseContent",
    "MeetingContent",
    "change_mapping",
    "change_standard",
    "confirm_standard",
    "discard_case",
    "keep_sheet",
    "publish_report",
    "record_case",
    "restore_case",
    "save_draft",
    "take_sheet",
    "undo_sheet",
    "write_report",
]
