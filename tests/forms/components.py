"""A form for each kind of component: what it shows, what is sent back, what comes of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
COLOURS = [{"label": "红", "value": "red"}, {"label": "绿", "value": "green"}]
FILE = "0198f0aa-0000-7000-8000-000000000001"
ROWS = [{"name": "乙", "n": 2}, {"name": "甲", "n": 10}]
V = {"to": "V"}


@dataclass(frozen=True)
class Sample:
    """One component, where it is found on the page, what is sent, and the clean value."""

    component: dict[str, Any]
    path: str
    sent: dict[str, Any] = field(default_factory=dict)
    clean: Any = None
    context: dict[str, Any] = field(default_factory=dict)


def of(kind: str, **more: Any) -> dict[str, Any]:
    """Return a component whose value goes to the process."""
    return {"type": kind, "id": "it", "key": "it", "label": "它", "properties": V, **more}


def shown(kind: str, **more: Any) -> dict[str, Any]:
    """Return a component nobody fills in."""
    return {"type": kind, "id": "it", **more}


SAMPLES = {
    "textfield": Sample(of("textfield"), "//input[@name='it'][@type='text']", {"it": "甲"}, "甲"),
    "phone": Sample(of("textfield", validate={"validationType": "phone"}), "//input[@type='tel']",
                    {"it": "138 0013 8000"}, "13800138000"),
    "adorned": Sample(of("textfield", appearance={"prefixAdorner": "沪", "suffixAdorner": "=unit"}),
                      "//span[.='沪']/following::span[.='号']", {"it": "A1"}, "A1", {"unit": "号"}),
    "default": Sample(of("textfield", defaultValue="早"), "//input[@value='早']", {}, None),
    "readonly": Sample(of("textfield", defaultValue="定", readonly=True), "//input[@readonly]",
                       {"it": "改"}, "定"),
    "readonly-if": Sample(of("textfield", readonly="=locked"), "//input[@readonly]",
                          {"it": "先"}, "先", {"locked": True}),
    "textarea": Sample(of("textarea", validate={"maxLength": 100}), "//p[@data-count='100']",
                       {"it": "一\r\n二"}, "一\n二"),
    "number": Sample(of("number", decimalDigits=2), "//input[@inputmode='decimal']",
                     {"it": "１2.50"}, Decimal("12.50")),
    "whole": Sample(of("number", decimalDigits=0), "//input[@inputmode='numeric']",
                    {"it": "12"}, 12),
    "as-text": Sample(of("number", serializeToString=True), "//input", {"it": "1.10"}, "1.10"),
    "date": Sample(of("datetime", subtype="date"), "//input[@type='date']",
                   {"it": "2026-07-15"}, date(2026, 7, 15)),
    "time": Sample(of("datetime", subtype="time", timeLabel="时", timeInterval=15),
                   "//input[@type='time'][@step='900']", {"it": "08:45"}, time(8, 45)),
    "datetime": Sample(of("datetime", subtype="datetime", disallowPassedDates=True),
                       "//input[@type='datetime-local'][@min='2026-07-14T00:00']",
                       {"it": "2026-07-14T08:00"}, datetime(2026, 7, 14, 8, tzinfo=SHANGHAI)),
    "checkbox": Sample(of("checkbox"), "//input[@type='checkbox']", {"it": "true"}, True),
    "checklist": Sample(of("checklist", values=COLOURS), "(//input[@type='checkbox'])[2]",
                        {"it": ["red"]}, ["red"]),
    "radio": Sample(of("radio", values=COLOURS), "//input[@type='radio'][@value='green']",
                    {"it": "green"}, "green"),
    "select": Sample(of("select", values=COLOURS), "//option[@value='green']",
                     {"it": "green"}, "green"),
    "searchable": Sample(of("select", values=COLOURS, searchable=True), "//div[@data-combo]/select",
                         {"it": "red"}, "red"),
    "values-of-a-key": Sample(of("select", valuesKey="colours"), "//option[@value='blue']",
                              {"it": "blue"}, "blue", {"colours": ["blue"]}),
    "values-of-an-expression": Sample(
        of("select",
           valuesExpression="=for n in [1, 2] return {value: n, label: \"第\" + string(n)}"),
        "//option[@value='2'][.='第2']", {"it": "2"}, "2"),
    "taglist": Sample(of("taglist", values=COLOURS), "//div[contains(@class, 'sd-tags')]",
                      {"it": ["red", "green"]}, ["red", "green"]),
    "expression": Sample(of("expression", expression="=1 + 2", computeOn="change"),
                         "//output[.='3']", {"it": "9"}, Decimal(3)),
    "filepicker": Sample(of("filepicker", multiple=True, accept=".jpg"),
                         "//input[@type='file'][@multiple]", {"it": [FILE, FILE]}, [FILE]),
    "one-file": Sample(of("filepicker"), "//input[@type='file'][not(@multiple)]",
                       {"it": FILE}, [FILE]),
    "signature": Sample(of("filepicker", properties=V | {"kind": "signature"}),
                        "//canvas[@aria-label]/following::input[@name='it-name']",
                        {"it": FILE}, [FILE]),
    "signed-name": Sample(of("textfield", properties=V | {"kind": "signature"}),
                          "//input[@name='it-agree']", {"it": "张三"}, "张三"),
    "group": Sample(shown("group", id="box", label="组", showOutline=True,
                          components=[of("textfield")]),
                    "//fieldset[contains(@class, 'sd-outlined')]//input", {"it": "内"}, "内"),
    "rows": Sample(
        {"type": "dynamiclist", "id": "it", "path": "it", "label": "人", "properties": V,
         "defaultRepetitions": 2, "components": [
             {"type": "textfield", "key": "name", "label": "姓名"},
             {"type": "expression", "key": "double", "label": "倍", "expression": "=name + name",
              "computeOn": "change"}]},
        "//div[@data-row][2]", {"it-0-name": "甲", "it-1-name": ""},
        [{"name": "甲", "double": "甲甲"}]),
    "fixed-rows": Sample(
        {"type": "dynamiclist", "id": "it", "path": "it", "label": "人", "properties": V,
         "allowAddRemove": False, "components": [
             {"type": "radio", "key": "c", "label": "色", "values": COLOURS}]},
        "//fieldset[@data-rows][not(.//button)]", {"it-0-c": "red"}, [{"c": "red"}]),
    "table": Sample(
        shown("table", label="表", dataSource="=list", rowCount=1,
              columns=[{"key": "name", "label": "名"}, {"key": "n", "label": "数"}]),
        "//table[@data-page-rows='1']//tr[2]/td[.='10']", context={"list": ROWS}),
    "table-of-columns": Sample(
        shown("table", dataSource="=list", columnsExpression="=[{key: \"n\", label: \"数\"}]"),
        "//th[.='数']", context={"list": ROWS}),
    "text": Sample(shown("text", text="# 大 {{who}}\n\n**重** <b>不</b>"),
                   "//div/h3[contains(., '*甲*')]/following::strong[.='重']",
                   context={"who": "*甲*"}),
    "text-if": Sample(shown("text", text="{{#if many}}多{{/if}}{{#loop list}}[{{this}}]{{/loop}}"),
                      "//p[.='多[1][2]']", context={"many": True, "list": [1, 2]}),
    "html": Sample(shown("html", content="<p style='x' onclick='y'>{{who}}<script>1</script></p>"),
                   "//p[.='<b>甲'][not(@onclick)]", context={"who": "<b>甲"}),
    "image": Sample(shown("image", source="/static/x.png", alt="图"), "//img[@alt='图']"),
    "foreign-image": Sample(shown("image", source="=url", alt="图"), "//p[contains(., '没有显示')]",
                            context={"url": "https://example.org/x.png"}),
    "iframe": Sample(shown("iframe", url="https://example.org/a", label="地图",
                           security={"allowScripts": True}), "//a[@rel='noopener noreferrer']"),
    "button": Sample(shown("button", label="清空", action="reset"), "//button[@type='reset']"),
    "separator": Sample(shown("separator"), "//hr"),
    "spacer": Sample(shown("spacer", height=30), "//svg[@height='30'] | //*[@class='sd-spacer']"),
    "documentPreview": Sample(shown("documentPreview", label="附件", dataSource="=papers"),
                              f"//img[@src='/documents/{FILE}/thumbnail']",
                              context={"papers": [{"documentId": FILE}, "javascript:1"]}),
    "dotted": Sample(of("textfield", key="it.deep", id="other"), "//input[@name='it.deep']",
                     {"it": {"deep": "深"}}, {"deep": "深"}),
    "path": Sample(shown("group", id="box", label="组", path="it",
                         components=[of("textfield", key="in", id="in")]),
                   "//fieldset//input[@name='it.in']", {"it.in": "内"}, {"in": "内"}),
    "bounds": Sample(of("number", validate={"min": "=least", "max": "=least + 2"}), "//input",
                     {"it": "4"}, 4, {"least": 3}),
    "lengths": Sample(of("textarea", validate={"maxLength": "=most"}), "//p[@data-count='300']",
                      {"it": "长" * 300}, "长" * 300, {"most": 300}),
    "custom": Sample(of("textfield", validate={"validationType": "custom", "pattern": "^沪"}),
                     "//input[@type='text']", {"it": "沪A"}, "沪A"),
    "no-rows": Sample(
        {"type": "dynamiclist", "id": "it", "path": "it", "label": "人", "properties": V,
         "defaultRepetitions": 0, "components": [
             {"type": "textfield", "key": "name", "label": "姓名"}]},
        "//fieldset[@data-rows][not(.//div[@data-row][not(ancestor::template)])]", {}, []),
    "columns": Sample(of("textfield", layout={"row": "r", "columns": 8}),
                      "//div[@class='sd-w-8']//input", {"it": "半"}, "半"),
}  # fmt: skip
REFUSED = {
    "decimals": (of("number", decimalDigits=1), "1.25", "最多 1 位小数"),
    "step": (of("number", increment=5), "7", "请填写 5 的倍数"),
    "passed": (of("datetime", subtype="date", disallowPassedDates=True), "2026-07-13",
               "不能早于今天"),
    "interval": (of("datetime", subtype="time", timeLabel="时", timeInterval=15), "08:50",
                 "请填写 15 分钟的整数倍"),
    "below": (of("number", validate={"min": "=count(colours) + 1"}), "1", "不能小于 2"),
    "above": (of("number", validate={"max": "=count(colours)"}), "2", "不能大于 1"),
    "short": (of("textfield", validate={"minLength": "=2"}), "甲", "至少写 2 个字"),
    "long": (of("textfield", validate={"maxLength": "=count(colours)"}), "甲乙", "最多写 1 个字"),
    "not-listed": (of("select", valuesKey="colours"), "black", "请从列出的选项中选择"),
    "not-computed": (of("radio", valuesExpression="=[1]"), "2", "请从列出的选项中选择"),
    "second-file": (of("filepicker"), [FILE, "other"], "最多 1 个文件"),
    "unsigned": (of("filepicker", properties=V | {"kind": "signature"},
                    validate={"required": True}), "", "请签名"),
}  # fmt: skip
