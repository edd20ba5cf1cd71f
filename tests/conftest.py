"""What every test may ask for. The servers and `--database` come from the plugin."""

pytest_plugins = ["tests.servers.plugin"]
