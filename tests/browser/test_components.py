"""The component sheet holds every component in every state; all of it can be read."""


def test_every_component_can_be_read_at_every_width_in_both_lights(looks_right, cast):
    looks_right(cast.root, "/components/", "components")
