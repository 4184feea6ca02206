"""Those who wait today are told apart from everybody else of the story."""

from entente.demo import story, waiting
from entente.demo.market import firms


def test_nobody_else_bears_the_name_of_one_who_waits():
    people = story.people(dice=story.dice(11), market=firms(dice=story.dice(10)))
    named = {(one.first, one.last) for one in waiting.LEADS}
    before = [one for one in people if (one.first, one.last) in named]

    waiting.tell_apart(people=people)

    assert before
    assert [one for one in people if (one.first, one.last) in named] == []
