"""Condition monitoring with the manners of scikit-learn: what is unusual, in which row, and which state it is in."""

from atc_trading.monitor.autoregression_detector import AR1Detector
from atc_trading.monitor.component_detector import PCADetector
from atc_trading.monitor.fitted_models import model_of
from atc_trading.monitor.forest_detector import IsolationForestDetector
from atc_trading.monitor.regime_clusters import KMeansRegimes

__all__ = ["AR1Detector", "IsolationForestDetector", "KMeansRegimes", "PCADetector", "model_of"]
