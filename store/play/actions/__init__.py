"""What changes about rounds. The database decides once: who enters, who is first, how it ends, who has what."""

from store.play.actions.claiming import Sending, claim, lapse, ways
from store.play.actions.drawing import note_wins, settle
from store.play.actions.ending import cancel, close, end, hand_out
from store.play.actions.entering import Batch, Coming, Count, Entered, enter
from store.play.actions.following import follow, note_share, unfollow
from store.play.actions.keeping import adopt, forget
from store.play.actions.opening import claim_days, open_round, opened, prizes_shown, rule_told, spec_of

__all__ = [
    "Batch",
    "Coming",
    "Count",
    "Entered",
    "Sending",
    "adopt",
    "cancel",
    "claim",
    "claim_days",
    "close",
    "end",
    "enter",
    "follow",
    "forget",
    "hand_out",
    "lapse",
    "note_share",
    "note_wins",
    "open_round",
    "opened",
    "prizes_shown",
    "rule_told",
    "settle",
    "spec_of",
    "unfollow",
    "ways",
]
