"""All finders, in the order they look: the later ones see what the earlier ones left."""

from faq_index.insight.find_links import LINKS
from faq_index.insight.find_names import PEOPLE
from faq_index.insight.find_numbers import NUMBERS
from faq_index.insight.find_places import PLACES

FINDERS = (*LINKS, *NUMBERS, *PLACES, *PEOPLE)
