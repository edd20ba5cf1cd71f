"""The web application that gunicorn serves."""

from config import Config
from quality.app import create_app

app = create_app(Config.from_environment())
