"""The papers of a case, read back from their PDFs."""

import io

import pytest
from pypdf import PdfReader


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def late(player, morning):
    """The sample case at 09:05: 排水公司 has not arrived."""
    morning.at("09:05")
    return player


def paper(page, player, kind, status=200):
    answer = page.get(f"/cases/{player.case_id}/papers/{kind}.pdf", status=status).response
    return PdfReader(io.BytesIO(answer.data)) if status == 200 else answer


def words(pdf):
    return "".join("".join(each.extract_text() for each in pdf.pages).split())


def test_the_order_says_what_to_do_by_when_and_why(page, late):
    pdf = paper(page.log_in("wx_desk"), late, "order")

    told = words(pdf)
    assert pdf.metadata.title == "交办单 QH-2026-000001"
    assert "编号QH-2026-000001" in told
    assert "办结期限" in told
    assert "到场登记排水公司" in told
    assert "30分" in told
    assert "孔一诺打印于2026-07-1409:05" in told


def test_a_paper_is_tagged_for_screen_readers(page, late):
    pdf = paper(page.log_in("wx_desk"), late, "order")

    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN"


def test_a_supervisor_prints_what_is_late_and_was_urged(page, late):
    told = words(paper(page.log_in("watch"), late, "supervision"))

    assert "督办事项" in told
    assert "逾期20分" in told
    assert "催办记录" in told


def test_who_supervises_nothing_has_no_letter_of_supervision(page, late):
    paper(page.log_in("water_liaison"), late, "supervision", status=404)


def test_the_case_file_holds_everything_the_reader_may_see(page, late):
    told = words(paper(page.log_in("wx_desk"), late, "file"))

    assert "经过" in told
    assert "报到签收" in told
    assert "审计链共" in told
    assert "138****" in told


def test_a_department_reads_nothing_of_who_asked(page, late):
    told = words(paper(page.log_in("water_liaison"), late, "file"))

    assert "****" not in told


def test_strangers_print_nothing(page, late):
    paper(page.log_in("housing_liaison"), late, "file", status=404)


def test_no_record_no_paper(page, late):
    paper(page.log_in("wx_desk"), late, "record", status=404)
    paper(page.log_in("wx_desk"), late, "poem", status=404)


def test_the_papers_are_listed(page, late):
    found = page.log_in("wx_desk").get(f"/cases/{late.case_id}/papers/")

    assert found.title == "打印单据"
    assert "交办单" in found.text
    assert "现场笔录" not in found.text
