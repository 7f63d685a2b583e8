"""Money is whole fen."""

import ast
import re

MONEY = re.compile(r"(^|_)(price|amount|fen|yuan|fee|paid|refund|total|discount|balance)(_|$)")
LOSSY = re.compile(r"\b(float|Float|Double|Numeric|Decimal|REAL)\b")


def annotations(source: str) -> list[tuple[str, str]]:
    """Every annotated name with its annotation."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                found.append((name, ast.unparse(annotation)))
            case ast.arg(arg=name, annotation=ast.expr() as annotation):
                found.append((name, ast.unparse(annotation)))
            case ast.FunctionDef(name=name, returns=ast.expr() as annotation):
                found.append((name, ast.unparse(annotation)))
    return found


def lossy_money(source: str) -> list[str]:
    return [name for name, annotation in annotations(source) if MONEY.search(name) and LOSSY.search(annotation)]


def test_no_amount_of_money_is_a_float(product):
    assert {file: names for file, text in product.items() if (names := lossy_money(text))} == {}


def test_no_table_of_the_store_has_a_float_column(product):
    tables = {file: text for file, text in product.items() if file.name == "models.py" and file.parts[0] == "store"}
    assert [file for file, text in tables.items() if LOSSY.search(text)] == []


def test_the_rule_sees_a_price_that_is_a_float():
    assert lossy_money("class Line:\n    unit_price: float\n    weight: float\n") == ["unit_price"]
    assert lossy_money("def total(lines: list[int]) -> 'Decimal': ...") == ["total"]
    assert lossy_money("def spread(amount_fen: int) -> int: ...") == []
