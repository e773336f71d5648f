"""Putting the FAQ room's parts together: the only place that knows them all."""

from starlette.applications import Starlette

from faq_index.asking import Asking, today_utc
from faq_index.database import open_engine
from faq_index.drafts import Drafts
from faq_index.embed import Joint
from faq_index.gate import Gate
from faq_index.history import History
from faq_index.http import app
from faq_index.http_editor import routes as editor_routes
from faq_index.insight.insight import Insight
from faq_index.insight.routes import routes as insight_routes
from faq_index.insight.settings import signal_settings
from faq_index.insight.store import SignalStore
from faq_index.publications import Publications
from faq_index.publishing import Publisher
from faq_index.refitting import Refitting
from faq_index.serving import Serving
from faq_index.settings import Settings


def wired(configured: Settings, encoder: Joint) -> tuple[Serving, Starlette]:
    """Return everything put together; nothing is loaded yet. Raises `SettingsError`."""
    asking = Asking(encoder, configured.thresholds, today_utc)
    publications = published(configured, encoder, Publisher(configured.var, encoder, asking.worker))
    refitting = Refitting(configured.var)
    serving = Serving(publications, asking, refitting, configured.watch)
    drafts = Drafts(publications, asking, today_utc)
    insight = Insight(
        SignalStore(open_engine(configured.database)), asking, signal_settings(configured.var)
    )
    routes = [*editor_routes(serving, drafts), *insight_routes(insight)]
    return serving, app(serving, routes, insight.close)


def published(configured: Settings, encoder: Joint, publisher: Publisher) -> Publications:
    """Return the publications of these settings. Raises `SettingsError`."""
    return Publications(
        configured.content,
        configured.var,
        encoder,
        publisher,
        History(open_engine(configured.database)),
        Gate(publisher, configured.thresholds, today_utc),
        hosts=configured.link_hosts,
    )
