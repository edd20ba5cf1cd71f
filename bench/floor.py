"""The floor: a bare Flask app that answers the same questions with the same guarantees, and does nothing else.

Every route checks the signed cookie against the server-side session with one query. A change checks a CSRF token, is
written with Core in one transaction that is durable when it answers, and redirects. A page is one small template.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, g, redirect, render_template_string, request, session, url_for
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from quality.accounts.models import Person, SignIn
from quality.cases.models.case import Case, CaseMessage, CaseNumber
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount, CategoryCount, SearchText, UnitCount
from quality.cases.models.measure import CaseMeasure, Measure
from quality.core.clock import month_start, week_start
from quality.core.history import Entry, EntryValues
from quality.core.notices import Notice
from quality.core.stems import stems
from quality.organisation.models import Unit

INBOX = """<!doctype html><title>Innboks</title><h1>{{ waiting[0] }} nye</h1>
{% for row in new %}<article>
<h2><a href="{{ url_for("show", public_id=row.public_id) }}">{{ row.title }}</a></h2>
<p>{{ row.number }} {{ row.reporter }} {{ row.unit }} {{ row.category }} {{ row.next_due_on }}</p>
<p>{{ row.text }}</p>
<form method="post" action="{{ url_for("register") }}"><input name="csrf_token" value="{{ token }}"></form>
</article>{% endfor %}
<table>{% for row in due %}<tr>
<td><a href="{{ url_for("show", public_id=row.public_id) }}">{{ row.title }}</a>
<td>{{ row.next_due_on }}<td>{{ row.state }}{% endfor %}</table>"""
SHOW = """<!doctype html><title>Sak</title><h1>{{ case.title }}</h1>
<p>{{ case.unit }} {{ case.category }} {{ case.reporter }}</p><p>{{ case.description }}</p>
{% for row in story %}<p>{{ row.at }} {{ row.first_name }} {{ row.act }} {{ row.content }}</p>{% endfor %}
{% for row in messages %}<p>{{ row.first_name }} {{ row.text }}</p>{% endfor %}
{% for row in measures %}<p>{{ row.title }} {{ row.first_name }} {{ row.due_on }}</p>{% endfor %}
<form method="post"><input name="csrf_token" value="{{ token }}"></form>"""
SEARCH = """<!doctype html><title>Søk</title><form><input name="q" value="{{ asked }}"></form>
{% for row in rows %}<article><h2><a href="{{ url_for("show", public_id=row.public_id) }}">{{ row.title }}</a></h2>
<p>{{ row.text }}</p><p>{{ row.number }} {{ row.unit }} {{ row.category }} {{ row.state }}</p></article>{% endfor %}"""
TRENDS = """<!doctype html><title>Tall</title>
<select>{% for row in units %}<option value="{{ row.public_id }}">{{ row.name }}</option>{% endfor %}</select>
<select>{% for row in tree %}<option value="{{ row.code }}">{{ row.name }}</option>{% endfor %}</select>
<table>{% for start, number in steps %}<tr><td>{{ start }}
<td><a href="{{ url_for("trends", start=start) }}">{{ number }}</a>{% endfor %}</table>
<table>{% for name, number in sorts %}<tr><td>{{ name }}
<td><a href="{{ url_for("trends", name=name) }}">{{ number }}</a>{% endfor %}</table>
{% for name, values in multiples %}<p><a href="{{ url_for("trends", unit=name) }}">{{ name }}</a>
{% for value in values %}<i>{{ value }}</i>{% endfor %}</p>{% endfor %}"""
YEAR = """<!doctype html><title>Tall</title>
<table>{% for name, start, number in cells %}<tr><td>{{ name }}<td>{{ start }}<td>{{ number }}{% endfor %}</table>"""
NAMES = (
    Unit.name.label("unit"),
    Category.name.label("category"),
    Person.first_name.label("reporter"),
)
HARMS = [("no", "Nei"), ("nearly", "Nesten"), ("yes", "Ja")]


class RegisterForm(FlaskForm):
    """The three questions."""

    text = TextAreaField("Hva har skjedd?", [InputRequired(), Length(max=20_000)])
    unit = SelectField("Hvor?", [InputRequired()], validate_choice=False)
    harm = RadioField("Ble noen skadet?", [InputRequired()], choices=HARMS)
    once = HiddenField(validators=[Length(max=64)])


def create_floor(engine: sa.Engine, now: dt.datetime) -> Flask:
    """The bare app over the same database."""
    app = Flask("floor")
    app.config.update(SECRET_KEY="floor" * 8, WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    bare = Bare(engine, now)
    for rule, view in (
        ("/inbox", bare.inbox),
        ("/cases/<public_id>", bare.show),
        ("/trends", bare.trends),
        ("/search", bare.search),
        ("/year", bare.year),
    ):
        app.add_url_rule(rule, view.__name__, bare.signed_in(view))
    app.add_url_rule("/token", "token", generate_csrf)
    app.add_url_rule("/hello", "hello", lambda: "hello")
    app.add_url_rule("/enter/<int:person_id>", "enter", bare.enter)
    app.add_url_rule("/register", "register", bare.signed_in(bare.register), methods=["POST"])
    app.add_url_rule("/fast", "fast", bare.signed_in(bare.fast), methods=["POST"])
    return app


class Bare:
    """The routes."""

    def __init__(self, engine: sa.Engine, now: dt.datetime) -> None:
        self.engine = engine
        self.now = now
        self.insert: Any = pg_insert if engine.dialect.name == "postgresql" else sqlite_insert

    def signed_in(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """One query: the session behind the cookie, and who it is."""

        @wraps(view)
        def guarded(**values: Any) -> Any:
            token = hashlib.sha256(session.get("token", "").encode()).hexdigest()
            query = (
                sa.select(Person.id, Person.unit_id, Person.active, SignIn.ends_at, SignIn.revoked_at)
                .join(SignIn, SignIn.person_id == Person.id)
                .where(SignIn.token_hash == token)
            )
            writes = {"loft_writes": request.method == "POST"}
            with self.engine.connect().execution_options(**writes) as g.connection:
                g.person = g.connection.execute(query).first()
                if (
                    g.person is None
                    or g.person.revoked_at
                    or not g.person.active
                    or g.person.ends_at < self.now
                ):
                    abort(401)
                answer = view(**values)
                g.connection.commit()
            return answer

        return guarded

    def enter(self, person_id: int) -> str:
        """Begin a session."""
        token = secrets.token_urlsafe(32)
        values = {"public_id": token[:22], "token_hash": hashlib.sha256(token.encode()).hexdigest()}
        times = {"created_at": self.now, "seen_at": self.now, "ends_at": self.now + dt.timedelta(1)}
        with self.engine.begin() as connection:
            connection.execute(sa.insert(SignIn).values(person_id=person_id, device="", **values, **times))
        session["token"] = token
        return ""

    def inbox(self) -> str:
        """How much waits, the new cases and those due next, of one unit."""
        mine = Case.unit_id == g.person.unit_id
        taken = Case.state.in_(["received", "handling", "measures", "effect", "reopened"])
        counts = sa.select(
            sa.func.count(sa.case((Case.state == "reported", 1))), sa.func.count(sa.case((taken, 1)))
        ).where(mine, sa.or_(taken, Case.state == "reported"))
        rows = (
            sa.select(
                Case.public_id,
                Case.number,
                Case.title,
                Case.state,
                sa.func.substr(Case.description, 1, 240).label("text"),
                Case.next_due_on,
                Person.first_name.label("reporter"),
                Category.name.label("category"),
                Unit.name.label("unit"),
            )
            .join(Category, Category.id == Case.category_id)
            .join(Unit, Unit.id == Case.unit_id)
            .outerjoin(Person, Person.id == Case.reporter_id)
            .order_by(Case.next_due_on, Case.id)
        )
        found = g.connection
        return render_template_string(
            INBOX,
            waiting=found.execute(counts).one(),
            new=found.execute(rows.where(mine, Case.state == "reported").limit(20)).all(),
            due=found.execute(rows.where(mine, taken).limit(40)).all(),
            token=generate_csrf(),
        )

    def search(self) -> str:
        """The newest twenty cases with every word, by the same index; of one unit when asked, else of all."""
        words = stems(request.args["q"]).split()
        if self.engine.dialect.name == "postgresql":
            vector = sa.func.to_tsvector(sa.literal_column("'simple'"), SearchText.stems)
            asked = sa.func.to_tsquery(sa.literal_column("'simple'"), " & ".join(words))
            # Found first: otherwise a million cases are leafed through for twenty with a rare word.
            found_first = sa.select(SearchText.case_id).where(vector.op("@@")(asked)).cte("hits")
            hits = sa.select(found_first.prefix_with("MATERIALIZED").c.case_id)
        else:
            index = sa.table("search_index", sa.column("rowid"), sa.column("search_index"))
            rows = sa.select(index.c.rowid).where(index.c.search_index.op("MATCH")(" ".join(words)))
            hits = sa.select(SearchText.case_id).where(SearchText.id.in_(rows))
        query = (
            sa.select(
                Case.public_id,
                Case.number,
                Case.title,
                Case.state,
                sa.func.substr(Case.description, 1, 240).label("text"),
                Category.name.label("category"),
                Unit.name.label("unit"),
            )
            .join(Category, Category.id == Case.category_id)
            .join(Unit, Unit.id == Case.unit_id)
            .where(Case.id.in_(hits))
            .order_by(Case.occurred_at.desc(), Case.id.desc())
        )
        if request.args.get("unit"):
            query = query.where(Case.unit_id == g.person.unit_id)
        found = g.connection.execute(query.limit(20)).all()
        return render_template_string(SEARCH, rows=found, asked=request.args["q"])

    def show(self, public_id: str) -> str:
        """A case with its history, messages and measures."""
        found = g.connection
        case = found.execute(
            sa.select(Case.__table__, *NAMES)
            .join(Unit, Unit.id == Case.unit_id)
            .join(Category, Category.id == Case.category_id)
            .outerjoin(Person, Person.id == Case.reporter_id)
            .where(Case.public_id == public_id, Case.unit_id == g.person.unit_id)
        ).one()
        story = (
            sa.select(Entry.at, Entry.act, EntryValues.content, Person.first_name)
            .join(EntryValues, EntryValues.entry_id == Entry.id)
            .outerjoin(Person, Person.id == Entry.actor_id)
            .where(Entry.subject == "case", Entry.subject_id == case.id)
            .order_by(Entry.seq)
        )
        messages = (
            sa.select(CaseMessage.text, Person.first_name)
            .outerjoin(Person, Person.id == CaseMessage.author_id)
            .where(CaseMessage.case_id == case.id)
        )
        measures = (
            sa.select(Measure.title, Measure.due_on, Person.first_name)
            .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
            .outerjoin(Person, Person.id == Measure.owner_id)
            .where(CaseMeasure.case_id == case.id)
        )
        return render_template_string(
            SHOW,
            case=case,
            story=found.execute(story).all(),
            messages=found.execute(messages).all(),
            measures=found.execute(measures).all(),
            token=generate_csrf(),
        )

    def trends(self) -> str:
        """24 months by unit and by category from the kept counts, with what the filters choose from."""
        found = g.connection
        since = dt.date(self.now.year - 2, self.now.month, 1)
        by_cell = sa.select(UnitCount.unit_id, UnitCount.starts_on, sa.func.sum(UnitCount.count))
        by_cell = by_cell.where(UnitCount.grain == "month", UnitCount.starts_on > since)
        cells = found.execute(by_cell.group_by(UnitCount.unit_id, UnitCount.starts_on)).all()
        by_sort = sa.select(CategoryCount.category_id, sa.func.sum(CategoryCount.count))
        by_sort = by_sort.where(CategoryCount.grain == "month", CategoryCount.starts_on > since)
        sorts = found.execute(by_sort.group_by(CategoryCount.category_id)).all()
        units = found.execute(sa.select(Unit.id, Unit.public_id, Unit.name).order_by(Unit.position)).all()
        tree = found.execute(
            sa.select(Category.id, Category.code, Category.name).order_by(Category.position)
        ).all()
        steps: dict[dt.date, int] = {}
        by_unit: dict[int, list[int]] = {}
        for unit_id, start, number in cells:
            steps[start] = steps.get(start, 0) + number
            by_unit.setdefault(unit_id, []).append(number)
        number_of, names = dict(map(tuple, sorts)), {row.id: row.name for row in units}
        return render_template_string(
            TRENDS,
            units=units,
            tree=tree,
            steps=sorted(steps.items()),
            sorts=[(row.name, number_of[row.id]) for row in tree if row.id in number_of],
            multiples=[(names[unit_id], values) for unit_id, values in by_unit.items()],
        )

    def year(self) -> str:
        """12 months by category from the kept counts: one query and one table."""
        since = dt.date(self.now.year - 1, self.now.month, 1)
        branch = sa.func.substr(Category.code, 1, 2).label("branch")
        query = (
            sa.select(branch, CategoryCount.starts_on, sa.func.sum(CategoryCount.count))
            .join(Category, Category.id == CategoryCount.category_id)
            .where(CategoryCount.grain == "month", CategoryCount.starts_on > since)
            .group_by(branch, CategoryCount.starts_on)
            .order_by(branch, CategoryCount.starts_on)
        )
        return render_template_string(YEAR, cells=g.connection.execute(query).all())

    def register(self) -> Response:
        """All rows that a registered case is: case, number, search words, counts, history and a notice."""
        case_id, values = self._insert_case()
        found = g.connection
        found.execute(
            sa.insert(SearchText).values(case_id=case_id, level=4, stems=stems(values["description"]))
        )
        day = self.now.date()
        steps = (("week", week_start(day)), ("month", month_start(day)))
        for table, names in (
            (CaseCount, ("unit_id", "category_id", "kind", "severity", "access")),
            (UnitCount, ("unit_id", "kind", "severity", "access")),
            (CategoryCount, ("category_id", "kind", "severity", "access")),
        ):
            traits = {name: values[name] for name in names}
            traits |= {"closed": False} if table is CaseCount else {}
            keys = ["grain", "starts_on", *traits]
            upsert = self.insert(table)
            found.execute(
                upsert.on_conflict_do_update(
                    index_elements=keys, set_={"count": table.count + upsert.excluded.count}
                ),
                [traits | {"grain": grain, "starts_on": start, "count": 1} for grain, start in steps],
            )
        self._insert_entry(case_id)
        leader = sa.select(sa.func.min(Person.id)).where(Person.unit_id == values["unit_id"])
        found.execute(
            sa.insert(Notice).values(
                person_id=found.execute(leader).scalar_one(),
                kind="case_new",
                text="Ny sak",
                link=f"/cases/{values['public_id']}",
                key=f"case_new:{values['public_id']}",
                created_at=self.now,
                values={},
            )
        )
        return redirect(url_for("show", public_id=values["public_id"]), 303)

    def fast(self) -> Response:
        """The case and one history entry alone."""
        case_id, values = self._insert_case()
        self._insert_entry(case_id)
        return redirect(url_for("show", public_id=values["public_id"]), 303)

    def _insert_case(self) -> tuple[int, dict[str, Any]]:
        form = RegisterForm()
        if not form.validate_on_submit():
            abort(400)
        found, year = g.connection, self.now.year
        unit_id = found.execute(sa.select(Unit.id).where(Unit.public_id == form.unit.data)).scalar_one()
        category_id = found.execute(sa.select(Category.id).where(Category.code == "U")).scalar_one()
        number = self.insert(CaseNumber).values(year=year, last=1)
        number = number.on_conflict_do_update(index_elements=["year"], set_={"last": CaseNumber.last + 1})
        values = {
            "public_id": secrets.token_urlsafe(16),
            "idempotency_key": form.once.data,
            "year": year,
            "number": found.execute(number.returning(CaseNumber.last)).scalar_one(),
            "kind": "deviation",
            "access": "service",
            "title": form.text.data[:80],
            "description": form.text.data,
            "category_id": category_id,
            "severity": 0,
            "unit_id": unit_id,
            "reporter_unit_id": g.person.unit_id,
            "reporter_id": g.person.id,
            "occurred_at": self.now,
            "registered_at": self.now,
            "changed_at": self.now,
        }
        case_id = found.execute(sa.insert(Case).values(**values).returning(Case.id)).scalar_one()
        return case_id, values

    def _insert_entry(self, case_id: int) -> None:
        digest = hashlib.sha256(f"{case_id}".encode()).hexdigest()
        row = {"subject": "case", "subject_id": case_id, "seq": 1, "at": self.now, "act": "register"}
        digests = {"values_digest": digest, "digest": digest, "actor_id": g.person.id}
        entry = sa.insert(Entry).values(**row, **digests).returning(Entry.id)
        entry_id = g.connection.execute(entry).scalar_one()
        g.connection.execute(sa.insert(EntryValues).values(entry_id=entry_id, salt=digest[:32], content="{}"))
