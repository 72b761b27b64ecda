# SPDX-License-Identifier: BSL-1.0
"""What calls answer with, and the parts of what they ask. Moments are aware and in UTC; what may be absent is None."""

# ruff: noqa: F403

from ._accounts import *
from ._approval import *
from ._audit import *
from ._bans import *
from ._configuration import *
from ._data import *
from ._groups import *
from ._inspection import *
from ._invites import *
from ._licenses import *
from ._model import *
from ._orders import *
from ._outbox import *
from ._search import *
from ._sign_in import *
from ._signup import *
