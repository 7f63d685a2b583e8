"""Alembic's entry: runs the migrations on the connection and in the transaction of `appliance.db.migrate`."""

from alembic import context

from appliance.db.models import Model

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
)
context.run_migrations()
