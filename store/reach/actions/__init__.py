"""What changes about messages. Nothing here talks to WeChat: `store.reach.sending` does, around these."""

from store.reach.actions.allowing import (
    ReservationsFull,
    adopt,
    allow,
    forget,
    forget_show,
    quieten,
    reserve,
    spend,
    withdraw,
)
from store.reach.actions.dealing import tell_ending, tell_floor, tell_team
from store.reach.actions.sending import begin, give_up, held_up, lapse, note_try, postpone, prune, recover, refuse, sent
from store.reach.actions.telling import tell, tell_parcel, tell_refund, tell_show, tell_won
from store.reach.actions.templates import FieldUnusable, TemplateUnusable, drop_template, mend, set_template

__all__ = [
    "FieldUnusable",
    "ReservationsFull",
    "TemplateUnusable",
    "adopt",
    "allow",
    "begin",
    "drop_template",
    "forget",
    "forget_show",
    "give_up",
    "held_up",
    "lapse",
    "mend",
    "note_try",
    "postpone",
    "prune",
    "quieten",
    "recover",
    "refuse",
    "reserve",
    "sent",
    "set_template",
    "spend",
    "tell",
    "tell_ending",
    "tell_floor",
    "tell_parcel",
    "tell_refund",
    "tell_show",
    "tell_team",
    "tell_won",
    "withdraw",
]
