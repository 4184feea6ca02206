"""Tables as people send them: what is read, and on which line."""

import codecs
import json
import random
from pathlib import Path

import pytest

from entente.exchange.files import table
from entente.exchange.files.sorts import NotATable
from entente.project.testing import shared_data

PEOPLE = "Name,Town\nZoë,Köln\nJosé,Málaga\n"


def look(path: Path, **chosen: object) -> table.Layout:
    return table.look(path=path, unpacked=path.with_suffix(".rows"), chosen=table.Chosen(**chosen))


def read(path: Path, **chosen: object) -> list[tuple[int, list[str], str]]:
    layout = look(path, **chosen)
    found = table.rows(path=path, unpacked=path.with_suffix(".rows"), layout=layout)
    return [tuple(row) for row in found]


@pytest.fixture
def file(tmp_path: Path):
    def write(content: bytes | str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


ENCODED = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-16-le", b""),
    ("utf-16-be", b""),
    ("utf-32-le", b""),
    ("utf-32-be", b""),
    ("cp1252", b""),
]


@pytest.mark.parametrize(("encoding", "mark"), ENCODED)
def test_the_encoding_is_found_out(file, encoding, mark):
    rows = read(file(mark + PEOPLE.encode(encoding)))

    assert rows == [(2, ["Zoë", "Köln"], ""), (3, ["José", "Málaga"], "")]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Имя,Город\nПётр,Москва\nАнна,Казань\n"),
        ("cp1250", "Jméno,Město\nJiří Dvořák,Plzeň\nŁukasz Żółć,Kraków\nMěďánek,Příbram\n"),
        ("shift_jis", "名前,町\n山田太郎,東京都営業部\n佐藤花子,大阪府課長\n"),
        ("gb18030", "姓名,城市\n张伟销售经理,北京\n王芳市场总监,上海\n"),
        ("big5", "姓名,城市\n陳大文業務經理,台北\n林小姐總監,高雄\n"),
        ("euc_kr", "이름,도시\n김철수영업부장,서울\n이영희과장,부산\n"),
    ],
)
def test_a_file_of_another_script_is_read_in_its_own_letters(file, encoding, text):
    layout = look(file(text, encoding))

    assert list(layout.columns) == text.splitlines()[0].split(",")


@pytest.mark.parametrize(
    "text",
    [
        "Name,Town\nSeñor,CONCEIÇÃO\nRibeirão Preto,Muñoz\n",
        "Título,Situação\nCONCEIÇÃO,Indústria Ltda\n",
        "Nome,Andar\nSÃO JOÃO,3º\n",
        "Négoce,Ville\nL’Été,À Évry\n",
        "Straße,Ort\nÄgidienstraße,Köln\n",
    ],
)
def test_a_few_letters_of_the_west_are_no_other_script(file, text):
    assert look(file(text, "cp1252")).encoding == "cp1252"


def test_somebody_may_say_the_encoding(file):
    path = file("Ad,Şehir\nAyşe,Ağrı\n", "cp1254")

    assert read(path, encoding="cp1254") == [(2, ["Ayşe", "Ağrı"], "")]


def test_bytes_that_mean_nothing_cost_their_row_only(file):
    path = file("Name,Town\nZoë,Köln\n".encode() + b"Bad\xff,Here\n" + "José,Málaga\n".encode())

    assert read(path) == [
        (2, ["Zoë", "Köln"], ""),
        (3, ["Bad\udcff", "Here"], "undecodable"),
        (4, ["José", "Málaga"], ""),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(file, delimiter):
    lines = ["Name;Amount;Town", 'Acme;"1,5";Köln', 'Beta;"2|5";Ulm']
    path = file("\n".join(line.replace(";", delimiter) for line in lines))

    layout = look(path)

    assert (layout.delimiter, layout.columns) == (delimiter, ("Name", "Amount", "Town"))


def test_decimal_commas_do_not_pass_for_the_delimiter(file):
    body = "".join(f"{n},5;{n},25;{n},75\n" for n in range(200))

    assert look(file("a;b;c\n" + body)).delimiter == ";"


def test_excels_first_line_names_the_delimiter(file):
    assert read(file("sep=;\nName;Town\nAcme;Köln\n")) == [(3, ["Acme", "Köln"], "")]


def test_title_lines_stand_above_the_headings(file):
    path = file("Leads of May\n\nexported by Milan,,\nName,Email,Town\nZoë,z@x.org,Köln\n")

    layout = look(path)

    assert (layout.header, layout.columns) == (4, ("Name", "Email", "Town"))
    assert read(path) == [(5, ["Zoë", "z@x.org", "Köln"], "")]


def test_a_table_may_begin_without_headings(file):
    path = file("Zoë,z@x.org,3\nJosé,j@x.org,4\n")

    layout = look(path)

    assert (layout.header, layout.columns) == (0, ("Column 1", "Column 2", "Column 3"))
    assert [row[0] for row in read(path)] == [1, 2]


def test_somebody_may_say_where_the_headings_are(file):
    path = file("a,b\nName,Town\nZoë,Köln\n")

    assert look(path, header=2).columns == ("Name", "Town")
    assert look(path, header=0).columns == ("Column 1", "Column 2")
    with pytest.raises(NotATable) as refused:
        look(path, header=9)
    assert str(refused.value) == "Line 9 holds no headings. Choose another line."


def test_repeated_and_missing_headings_get_names_of_their_own(file):
    path = file("id,Name,,id,Name,id (2)\n1,a,b,1,c,d,e\n2,a,b,1,c,d,e\n")

    assert look(path).columns == (
        "id",
        "Name",
        "Column 3",
        "id (2)",
        "Name (2)",
        "id (2) (2)",
        "Column 7",
    )


def test_a_row_knows_the_line_where_it_begins(file):
    path = file('Name,Note\nZoë,"first\r\nsecond\n\nthird"\nJosé,ok\n')

    assert read(path) == [
        (2, ["Zoë", "first\r\nsecond\n\nthird"], ""),
        (6, ["José", "ok"], ""),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(file, end):
    path = file(end.join(["Name,Town", "Zoë,Köln", "José,Ulm", ""]))

    assert read(path) == [(2, ["Zoë", "Köln"], ""), (3, ["José", "Ulm"], "")]


def test_a_quote_that_is_never_closed_costs_its_line_only(file):
    path = file('Name,Town\n"Zoë,Köln\nJosé,Ulm\nAda,Rom\n')

    assert read(path) == [
        (2, ['"Zoë,Köln'], "quote_open"),
        (3, ["José", "Ulm"], ""),
        (4, ["Ada", "Rom"], ""),
    ]


def test_two_open_quotes_do_not_glue_two_rows_together(file):
    path = file('Name,Town\n"Zoë,Köln\nJosé,"Ulm\nAda,Rom\n')

    assert read(path) == [
        (2, ['"Zoë,Köln'], "quote_open"),
        (3, ['José,"Ulm'], "quote_open"),
        (4, ["Ada", "Rom"], ""),
    ]


def test_a_quote_inside_a_quoted_cell_costs_its_row(file):
    path = file('Name,Town\n"The "Best" Co",Köln\nJosé,Ulm\n')

    assert read(path) == [
        (2, ['"The "Best" Co",Köln'], "quote_inside"),
        (3, ["José", "Ulm"], ""),
    ]


def test_quotes_written_with_a_backslash_are_understood(file):
    path = file('Name,Town\n"The \\"Best\\" Co",Köln\nJosé,Ulm\n')

    assert read(path)[0] == (2, ['The "Best" Co', "Köln"], "")


def test_ragged_rows_are_filled_up_trimmed_or_refused(file):
    path = file("a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n,,\n\na,b,c\n1,2,3\n")

    assert read(path) == [
        (2, ["1", "2", ""], ""),
        (3, ["1", "2", "3"], ""),
        (4, ["1", "2", "3", "4"], "overfull"),
        (5, ["", "", ""], "blank"),
        (7, ["a", "b", "c"], "heading"),
        (8, ["1", "2", "3"], ""),
    ]


def test_a_row_with_the_character_nul_cannot_be_stored(file):
    path = file("Name,Town\nZ\x00oë,Köln\nJosé,Ulm\n")

    assert read(path) == [(2, ["Z\x00oë", "Köln"], "nul"), (3, ["José", "Ulm"], "")]


def test_a_huge_cell_and_a_huge_line_cost_their_rows(file):
    path = file(f"Name,Town\n{'x' * 200_000},Köln\nJosé,Ulm\n{'y' * 3_000_000}\nAda,Rom\n")

    assert [(line, fault) for line, _, fault in read(path)] == [
        (2, "cell_too_long"),
        (3, ""),
        (4, "too_long"),
        (5, ""),
    ]


def test_a_reading_may_go_on_after_a_line(file):
    path = file("Name,Town\nZoë,Köln\nJosé,Ulm\nAda,Rom\n")
    layout = look(path)

    rest = list(table.rows(path=path, unpacked=path, layout=layout, after=3))

    assert rest == [(4, ["Ada", "Rom"], "")]


def test_headings_alone_are_a_table_without_rows(file):
    assert read(file("Name,Email\n")) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty. Choose one that has at least a heading and a row."),
        (b"\xef\xbb\xbf", "The file is empty. Choose one that has at least a heading and a row."),
        (b"\x00" * 5000, "The file begins with nothing but zero bytes; it is no table."),
        (b"\n" * 5000, "There is no table in this file: no headings and no rows."),
        (
            b"%PDF-1.7\n...",
            "This is a PDF document, not a table. Export the list as CSV or XLSX instead.",
        ),
        (
            b"<!DOCTYPE html><html>",
            "This is a web page, whatever its name says. Export the list as CSV or XLSX instead.",
        ),
    ],
)
def test_what_is_no_table_is_refused_with_a_way_out(file, content, why):
    with pytest.raises(NotATable) as refused:
        look(file(content))

    assert str(refused.value) == why


NO_TEXT = (
    "This is no table: its bytes are no text, as in pictures and programs. Export the list as CSV "
    "or XLSX and choose that."
)


@pytest.mark.parametrize("size", [100, 1_000, 100_000])
@pytest.mark.parametrize("head", [b"", b"RIFF\x24\x00\x00\x00WEBP", b"Name,Town\n"])
def test_bytes_that_are_no_text_are_refused(file, head, size):
    noise = random.Random(size).randbytes(size)

    with pytest.raises(NotATable) as refused:
        look(file(head + noise))

    assert str(refused.value) == NO_TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_chinese_without_a_mark_is_text(file, encoding):
    path = file("姓名,城市\n张伟,北京\n王芳,上海\n" * 3, encoding)

    assert look(path, encoding=encoding).columns == ("姓名", "城市")


def test_a_layout_can_be_kept_and_read_back(file):
    layout = look(file("Name;Town\nZoë;Köln\n"))

    assert table.Layout.of(json.loads(json.dumps(layout.as_json()))) == layout


SPECTRUM = [
    *("comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates"),
    *("newlines", "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8"),
]


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum_is_read_as_its_authors_expect(name):
    folder = shared_data("csv_spectrum")
    path = folder / "csvs" / f"{name}.csv"
    expected = json.loads((folder / "json" / f"{name}.json").read_text(encoding="utf-8"))

    layout = look(path, header=1)
    rows = list(table.rows(path=path, unpacked=path, layout=layout))

    if name == "location_coordinates":  # whose expected number is not the one in the file
        expected["Contact Phone Number"] = "2095257564"
    found = [dict(zip(layout.columns, row.cells, strict=True)) for row in rows]
    assert found == (expected if isinstance(expected, list) else [expected])
