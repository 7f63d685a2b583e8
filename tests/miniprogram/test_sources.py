"""What WeChat would refuse and a browser would not notice."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

VIEWER = Path(__file__).parents[2] / "miniprogram"
PACKAGE = [file for file in VIEWER.rglob("*") if file.is_file() and "h5" not in file.relative_to(VIEWER).parts]
APP = json.loads((VIEWER / "app.json").read_text())
SCRIPTS = [file for file in PACKAGE if file.suffix == ".js"]
TEMPLATES = [file for file in PACKAGE if file.suffix == ".wxml"]

TAGS = {
    *("view", "text", "image", "video", "button", "navigator", "input", "textarea", "swiper", "swiper-item"),
    *("picker", "rich-text", "scroll-view", "block", "slot"),
}
WX = {
    "chooseMedia",
    "connectSocket",
    "createVideoContext",
    "getAppBaseInfo",
    "getDeviceInfo",
    "getEnterOptionsSync",
    "getMenuButtonBoundingClientRect",
    "getStorageSync",
    "getWindowInfo",
    "makePhoneCall",
    "navigateBack",
    "navigateTo",
    "offNetworkStatusChange",
    "offWindowResize",
    "onNetworkStatusChange",
    "onWindowResize",
    "reLaunch",
    "redirectTo",
    "request",
    "setClipboardData",
    "setKeepScreenOn",
    "setNavigationBarTitle",
    "setStorageSync",
    "showModal",
    "showToast",
    "stopPullDownRefresh",
    "switchTab",
    "uploadFile",
}
ONLY_WECHAT = {
    *("addPhoneCalendar", "downloadFile", "login", "openSetting", "requestPayment", "requestSubscribeMessage"),
    *("restartMiniProgram", "saveImageToPhotosAlbum"),
}
"""What a browser does in another way: h5/platform.js stands for platform.js there."""
BROWSER = [
    *("window", "document", "location", "history", "navigator", "localStorage", "sessionStorage", "fetch", "alert"),
    *("XMLHttpRequest", "WebSocket", "URL", "URLSearchParams", "Intl", "customElements", "MediaSource", "HTMLElement"),
    "requestAnimationFrame",
]


def _named(file: Path) -> str:
    return str(file.relative_to(VIEWER))


def _code(file: Path) -> str:
    without_comments = re.sub(r"/\*.*?\*/|//[^\n]*", "", file.read_text(), flags=re.DOTALL)
    return re.sub(r"'(?:[^'\\\n]|\\.)*'", "''", without_comments)


@pytest.mark.parametrize("script", SCRIPTS, ids=_named)
def test_pages_know_no_browser(script: Path) -> None:
    assert re.findall(rf"\b({'|'.join(BROWSER)})\b(?!:)", _code(script)) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=_named)
def test_only_known_calls_of_wechat_are_used(script: Path) -> None:
    known = WX | ONLY_WECHAT if script.name == "platform.js" else WX
    assert set(re.findall(r"\bwx\.(\w+)", _code(script))) <= known


@pytest.mark.parametrize("script", ["platform.js", "drawn.js"])
def test_a_browser_does_everything_that_wechat_does_in_its_own_way(script: str) -> None:
    ours, theirs = [
        set(re.findall(r"^export (?:async )?(?:function|const) (\w+)", (VIEWER / name).read_text(), re.MULTILINE))
        for name in (script, f"h5/{script}")
    ]
    assert ours == theirs


def test_the_browser_has_every_call_that_the_pages_use() -> None:
    shim = "\n".join(file.read_text() for file in (VIEWER / "h5/runtime/wx").glob("*.js"))
    offered = set(re.findall(r"^ +(?:async )?(\w+)(?:\(|:)", shim, re.MULTILINE)) | {"request"}
    assert offered >= WX


@pytest.mark.parametrize("script", [script for script in SCRIPTS if "shared" in script.parts], ids=_named)
def test_shared_modules_are_pure(script: Path) -> None:
    assert re.findall(r"\b(wx|getApp|getCurrentPages|Page|Component|App)\b\s*[.(]", _code(script)) == []
    assert re.findall(r"from '(?!\.)", script.read_text()) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_only_tags_that_both_worlds_have_are_used(template: Path) -> None:
    known = set(json.loads(template.with_suffix(".json").read_text()).get("usingComponents", {}))
    assert set(re.findall(r"<([a-z][\w-]*)", template.read_text())) - TAGS <= known


def test_the_browser_has_every_tag() -> None:
    builtin = {file.stem for file in (VIEWER / "h5/builtin").glob("*.wxml")}
    assert TAGS - {"block", "slot"} == builtin


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_every_handler_named_in_a_template_exists(template: Path) -> None:
    handlers = set(re.findall(r'\bbind:?\w+="(\w+)"', template.read_text()))
    script = template.with_suffix(".js").read_text()
    if "Page(asking(" in script:
        script += (VIEWER / "asking.js").read_text()
    assert {name for name in handlers if not re.search(rf"^\s+(async )?{name}\(", script, re.MULTILINE)} == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_every_word_a_template_shows_is_in_the_dictionary(template: Path) -> None:
    words = [*(VIEWER / "shared/i18n").glob("zh*.js"), VIEWER / "pages/more/shared/zh-more.js"]
    chinese = "\n".join(file.read_text() for file in words)
    used = {name for path in re.findall(r"\b(?:t|words)\.([\w.]+)", template.read_text()) for name in path.split(".")}
    assert {name for name in used if not re.search(rf"[\s{{']{name}'?[:,]", chinese)} == set()
    assert re.findall(r"[\u4e00-\u9fff]", template.read_text()) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_every_picture_a_template_names_is_in_the_package(template: Path) -> None:
    for name in re.findall(r'src="/(assets/[\w/.-]+)"', template.read_text()):
        assert (VIEWER / name).is_file(), name


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_every_page_and_component_has_its_four_files(template: Path) -> None:
    for ending in (".js", ".json", ".wxss"):
        assert template.with_suffix(ending).is_file()


@pytest.mark.parametrize("sheet", [file for file in PACKAGE if file.suffix == ".wxss"], ids=_named)
def test_style_sheets_use_selectors_that_wechat_has(sheet: Path) -> None:
    """A component of WeChat may use classes only; ids, attributes and siblings are warned of or ignored."""
    heads = re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL))
    selectors = [head.strip() for head in heads if not re.match(r"\s*(@|from|to|\d+%)", head)]
    allowed = r"[\w.:()\s,>-]+"
    assert [selector for selector in selectors if not re.fullmatch(allowed, selector)] == []
    if "components" in sheet.parts:
        assert [selector for selector in selectors if re.search(r"(^|[\s,>])[a-z]", selector)] == []


def test_the_main_package_is_small() -> None:
    """WeChat refuses a main package of more than 2 MB; less than a third of it leaves room for what comes."""
    later = [VIEWER / each["root"] for each in APP["subPackages"]]
    main = [file for file in PACKAGE if not any(file.is_relative_to(root) for root in later)]
    assert sum(file.stat().st_size for file in main) < 640_000


def test_what_comes_later_is_needed_by_nothing_that_comes_first_and_is_fetched_beforehand() -> None:
    names = {each["name"] for each in APP["subPackages"]}
    assert {name for rule in APP["preloadRule"].values() for name in rule["packages"]} == names
    assert set(APP["preloadRule"]) <= set(APP["pages"])
    assert {tab["pagePath"] for tab in APP["tabBar"]["list"]} <= set(APP["pages"])
    first = [script for script in SCRIPTS if "more" not in script.relative_to(VIEWER).parts]
    assert [script.name for script in first if re.search(r"from '[./]+/more/", script.read_text())] == []


def test_the_app_asks_for_wechats_own_framework_and_names_every_page() -> None:
    assert APP["componentFramework"] == "glass-easel"
    pages = {str(file.relative_to(VIEWER).with_suffix("")) for file in (VIEWER / "pages").rglob("*.wxml")}
    later = {f"{each['root']}/{page}" for each in APP["subPackages"] for page in each["pages"]}
    assert pages == {*APP["pages"], *later}


def test_no_real_app_id_is_published() -> None:
    assert json.loads((VIEWER / "project.config.json").read_text())["appid"] == "touristappid"
