"""The sentences a person reads beside a field; every one has an entry in the catalogue."""

from decimal import Decimal

from app.forms.model import Component

NOT_OFFERED = "请从列出的选项中选择"
NO_NUMBER = "请填写数字"
NO_MOMENT = "请填写正确的日期和时间"
NO_DATE = "请填写正确的日期"
NO_PHONE = "请填写手机号或带区号的固定电话"
NO_EMAIL = "请填写正确的邮箱地址"
CONTROL = "含有无法保存的字符，请重新输入"
NO_DOCUMENT = "文件没有传好，请重新上传"
PASSED = "不能早于今天"
UNCHECKED = "这一项暂时无法核对，请稍后再试"
PICKED = frozenset({"radio", "select", "checklist", "taglist"})


def required(field: Component) -> str:
    """Return what to say when a needed value is missing."""
    if field.properties.get("message_required"):
        return field.properties["message_required"]
    if field.is_rows:
        return too_few_rows(int(field.properties.get("min_rows", 1)))
    if field.type in PICKED:
        return "请选择"
    if field.kind == "signature":
        return "请签名"
    return {"filepicker": "请上传文件", "checkbox": "请勾选"}.get(field.type, "请填写")


def too_short(length: int) -> str:
    """Return what to say of a text with too few characters."""
    return f"至少写 {length} 个字"


def too_long(length: int) -> str:
    """Return what to say of a text with too many characters."""
    return f"最多写 {length} 个字"


def out_of_range(minimum: Decimal | None, maximum: Decimal | None) -> str:
    """Return what to say of a number outside its bounds."""
    if minimum is not None and maximum is not None:
        return f"应在 {minimum} 到 {maximum} 之间"
    return f"不能小于 {minimum}" if maximum is None else f"不能大于 {maximum}"


def off_step(step: Decimal) -> str:
    """Return what to say of a number between two steps."""
    return f"请填写 {step} 的倍数"


def off_minutes(minutes: int) -> str:
    """Return what to say of a time between two steps of the clock."""
    return f"请填写 {minutes} 分钟的整数倍"


def too_exact(digits: int) -> str:
    """Return what to say of a number with too many decimals."""
    return f"最多 {digits} 位小数" if digits else "请填写整数"


def too_few_rows(count: int) -> str:
    """Return what to say of a list with too few rows."""
    return f"至少填 {count} 行"


def too_many(count: int, field: Component) -> str:
    """Return what to say of a list with too many rows or files."""
    return f"最多 {count} 个文件" if field.type == "filepicker" else f"最多 {count} 行"
