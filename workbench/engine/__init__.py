"""How: the only place that imports torch."""

import os

# ONNX Runtime reports its use to its maker unless it is told not to before it is imported, by whomever. Nothing here
# may talk to anybody unless the user asks for it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
