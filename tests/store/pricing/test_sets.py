"""Who has a part of a set hears what it lacks."""

from store.pricing import part_skus
from store.pricing.cart import Bundle, Gift

TEA = Bundle(pieces={"cup": 2, "tea": 1}, price=150)


def nudges(quote) -> list[tuple[str, int, dict[str, int], int]]:
    return [(one.kind, one.missing, dict(one.parts), one.price) for one in quote.nudges]


def test_a_part_in_the_cart_asks_for_the_others(ask, item, promotion):
    quote = ask([item("cup", 100)], [promotion("b", TEA)])
    assert nudges(quote) == [("bundle", 2, {"cup": 1, "tea": 1}, 150)]


def test_a_whole_set_and_a_cart_without_any_part_ask_for_nothing(ask, item, promotion):
    whole = ask([item("cup", 100, 2), item("tea", 50)], [promotion("b", TEA)])
    assert (nudges(whole), whole.total) == ([], 150)
    assert nudges(ask([item("bag", 100)], [promotion("b", TEA)])) == []


def test_pieces_of_one_set_are_no_beginning_of_another(ask, item, promotion):
    other = Bundle(pieces={"tea": 1, "bag": 1}, price=60)
    quote = ask([item("cup", 100, 2), item("tea", 50)], [promotion("b1", TEA), promotion("b2", other)])
    assert nudges(quote) == []


def test_a_cart_is_told_what_belongs_to_the_sets_it_touches(promotion):
    rules = [promotion("b", TEA), promotion("c", Bundle(pieces={"x": 1, "y": 1}, price=1)), promotion("g", Gift())]
    assert part_skus(rules, {"cup"}) == {"cup", "tea"}
