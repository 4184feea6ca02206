"""From text to tokens, one at a time, knowing what the grammar accepts at each place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lark import Lark, Token
from lark.exceptions import UnexpectedToken

from entente.kit.criteria.errors import CriterionError, Problem
from entente.kit.criteria.text import words
from entente.kit.criteria.text.build import Build
from entente.kit.criteria.text.built import Built, Named
from entente.kit.criteria.text.literal import place_of
from entente.kit.criteria.text.names import (
    BRACKETS,
    FOLLOWERS,
    WORD,
    Book,
    after_spaces,
    names,
    unbracketed,
)
from entente.kit.criteria.tree import MAX_DEPTH
from entente.kit.criteria.vocabulary import BehaviourSpec, FieldSpec, PropertySpec, Vocabulary

_PARSER = Lark(
    Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    lexer="basic",
    transformer=Build(),
)
_TERMINALS = [
    (terminal.name, re.compile(terminal.pattern.to_regexp())) for terminal in _PARSER.terminals
]
_NAMED = frozenset({"FIELD", "BEHAVIOUR", "PROPERTY", "RELATED"})
_BEFORE_AN_OPERATOR = frozenset({"FIELD", "PROPERTY"})
_OPERATORS = words.OPERATORS.keys() - {"IS_KNOWN", "IS_UNKNOWN"}  # which want a value yet
_LONGEST = 6  # words of an operator, and some to spare
_UNKNOWN = {"PROPERTY": "property", "RELATED": "related record"}


def scan(text: str, vocabulary: Vocabulary) -> Built:
    """Feed the grammar with the tokens of a text; what comes out is a tree with its places."""
    parser = _PARSER.parse_interactive()
    scanner = _Scanner(text, vocabulary)
    try:
        while token := scanner.next(parser.choices()):  # type: ignore[no-untyped-call]  # lark
            parser.feed_token(token)
        built: Built = parser.feed_token(scanner.end())
    except UnexpectedToken as error:
        raise scanner.unexpected(error.accepts or error.expected, error.token) from None
    return built


@dataclass
class _Scanner:
    text: str
    vocabulary: Vocabulary
    at: int = 0
    depth: int = 0
    behaviour: BehaviourSpec | None = None
    subject: FieldSpec | PropertySpec | None = None
    operator: int = 0  # where the last operator begins
    previous: str = ""
    around: list[Vocabulary] = field(default_factory=list)  # one for each open parenthesis
    within: Vocabulary | None = None  # what the next parenthesis talks about

    def next(self, choices: Collection[str]) -> Token | None:
        """The next token among those that the grammar accepts, or nothing at the end."""
        self.at = after_spaces(self.text, self.at)
        if self.at == len(self.text):
            return None
        token = max(self._candidates(choices), key=len, default=None)
        if token is None:
            raise self._nothing_fits(choices)
        self.at += len(token)
        self._remember(token)
        return token

    def end(self) -> Token:
        return self._token("$END", self.at, self.at)

    def _candidates(self, choices: Collection[str]) -> Iterator[Token]:
        for name in _NAMED.intersection(choices):
            if (found := self._name(name)) is not None:
                yield found
        for name, pattern in _TERMINALS:
            match = pattern.match(self.text, self.at) if name in choices else None
            if match and not self._cut_in_a_word(match.end()):
                yield self._token(name, self.at, match.end())

    def _cut_in_a_word(self, end: int) -> bool:
        around = self.text[end - 1 : end + 1]
        return len(around) == 2 and all(letter.isalnum() or letter == "_" for letter in around)

    def _book(self, name: str) -> Book:  # type: ignore[type-arg]  # one of three sorts of names
        known = names(self.vocabulary)
        if name == "RELATED":
            return known.plurals if self.previous == "NUMBER" else known.related
        if name == "PROPERTY" and self.behaviour:
            return known.properties[self.behaviour.key]
        return known.subjects

    def _name(self, name: str) -> Token | None:
        book = self._book(name)
        if match := BRACKETS.match(self.text, self.at):
            spec, end = book.named(unbracketed(match[1])), match.end()
        else:
            spec, end = book.match(self.text, self.at) or (None, 0)
        if spec is None or not _fits(name, spec):
            return None
        token = self._token(name, self.at, end)
        token.value = Named(spec, self.vocabulary)
        return token

    def _remember(self, token: Token) -> None:
        match token.type:
            case "LPAR":
                self._open()
            case "RPAR" if self.around:
                self.vocabulary = self.around.pop()
            case "BEHAVIOUR":
                self.behaviour = token.value.spec
            case "MEETS":
                token.value = Named(None, self.vocabulary)
            case "FIELD" | "PROPERTY":
                self.subject = token.value.spec
            case name if name in words.OPERATORS:
                self.operator = token.start_pos or 0
            case "RELATED":
                self.within = token.value.spec.vocabulary
        self.previous = token.type

    def _open(self) -> None:
        self.around.append(self.vocabulary)
        if len(self.around) > MAX_DEPTH:
            self.at -= 1
            raise self._error("too_deep", f"More than {MAX_DEPTH} parentheses inside each other.")
        if self.previous == "WHERE" and self.within:
            self.vocabulary = self.within

    def _token(self, name: str, start: int, end: int) -> Token:
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        return Token(name, self.text[start:end], start, line, column, end_pos=end)

    def _error(
        self, code: str, words_: str, end: int = 0, **more: tuple[str, ...]
    ) -> CriterionError:
        start = min(self.at, len(self.text))
        token = self._token("", start, end or self._end_of_word(start))
        return CriterionError(Problem(code, words_, place_of(token), **more))

    def _end_of_word(self, start: int) -> int:
        match = re.compile(r"\S+").match(self.text, start)
        return match.end() if match else start

    def _nothing_fits(self, choices: Collection[str]) -> CriterionError:
        wanted = sorted(_NAMED.intersection(choices))
        if wanted and (name := self._something_like_a_name()):
            book = self._book(wanted[0])
            sort = _UNKNOWN.get(wanted[0], "field or behaviour")
            return self._error(
                "unknown_name",
                f"“{name}” is not the name of a {sort} here.",
                expected=words.expected(self._sensible(choices)),
                nearest=book.nearest(name),
            )
        return self.unexpected(choices, None)

    def _something_like_a_name(self) -> str:
        """The words from here to the first that could not belong to a name."""
        if match := BRACKETS.match(self.text, self.at):
            return unbracketed(match[1])
        found: list[str] = []
        place = self.at
        while len(found) < 8 and (word := WORD.match(self.text, place)):
            if found and word.group().casefold() in FOLLOWERS:
                break
            found.append(word.group())
            place = after_spaces(self.text, word.end())
        return " ".join(found)

    def unexpected(self, choices: Collection[str], token: Token | None) -> CriterionError:
        """An error that names what stands here and what could stand here."""
        if token is not None:
            self.at = token.start_pos or 0
        if meant := self._meant_operator():
            return meant
        start = min(self.at, len(self.text))
        found = self.text[start : self._end_of_word(start)]
        said = f"“{found}” does not fit here." if found else "The text ends too early."
        return self._error("does_not_fit", said, expected=words.expected(self._sensible(choices)))

    def _meant_operator(self) -> CriterionError | None:
        """An error that names the operator that was perhaps meant: is at lest."""
        if self.subject is None or self.previous not in _BEFORE_AN_OPERATOR | _OPERATORS:
            return None
        begin = self.operator if self.previous in _OPERATORS else self.at
        found = list(re.compile(r"\S+").finditer(self.text, begin))[:_LONGEST]
        near = words.nearest([word.group() for word in found], self.subject.type)
        if near is None:
            return None
        operator, length = near
        self.at, end = begin, found[length - 1].end()
        said = f"“{self.text[begin:end]}” does not fit here."
        return self._error("does_not_fit", said, end, nearest=(f"“{operator.value}”",))

    def _sensible(self, choices: Collection[str]) -> list[str]:
        terminals = [name for name in choices if name.isupper() and (self.around or name != "RPAR")]
        if self.previous == "FIELD" and self.subject:
            return words.operators(terminals, self.subject.type)
        return terminals


def _fits(name: str, spec: object) -> bool:
    if name == "FIELD":
        return isinstance(spec, FieldSpec)
    return name != "BEHAVIOUR" or isinstance(spec, BehaviourSpec)
