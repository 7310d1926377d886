"""For every test: logs as in production, from warnings on."""

import logging

from chassis import logs

logs.configure(logging.ERROR)
