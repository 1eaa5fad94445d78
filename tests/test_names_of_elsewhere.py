"""A name that another library uses says the kernel here: what would otherwise be guessed by likeness, or not at all."""

import pytest
import typer
from cases import EVERY_KERNEL

import atc_core
from atc_core.command.arguments import expanded
from atc_core.registry import bare

ELSEWHERE = {
    "TA-Lib": "BBANDS=bollinger LINEARREG=lsma STOCH=stochastic STOCHF=stochastic STOCHRSI=stochastic_rsi "
    "WILLR=williams_r ULTOSC=ultimate_oscillator MOM=momentum TRANGE=true_range PLUS_DI=adx MINUS_DI=adx DX=adx "
    "AD=accumulation_distribution ADOSC=chaikin_oscillator SAR=parabolic_sar AROONOSC=aroon MAX=rolling_max "
    "MIN=rolling_min ROCP=rate_of_change STDDEV=rolling_std CORREL=rolling_corr LINEARREG_SLOPE=rolling_slope",
    "tulipy": "bbands=bollinger linreg=lsma stoch=stochastic stochrsi=stochastic_rsi willr=williams_r "
    "ultosc=ultimate_oscillator mom=momentum tr=true_range di=adx ad=accumulation_distribution "
    "adosc=chaikin_oscillator psar=parabolic_sar aroonosc=aroon wilders=rma max=rolling_max min=rolling_min",
    "pandas-ta": "bbands=bollinger linreg=lsma stoch=stochastic uo=ultimate_oscillator mom=momentum kc=keltner "
    "ad=accumulation_distribution cmf=chaikin_money_flow psar=parabolic_sar",
    "TradingView": "bb=bollinger kc=keltner dmi=adx sar=parabolic_sar wpr=williams_r tr=true_range highest=rolling_max "
    "lowest=rolling_min linreg=lsma",
    "pandas": "ewm_mean=ema pct_change=rate_of_change corr=correlation_matrix ffill=fill_missing "
    "interpolate=fill_missing",
    "empyrical": "annual_volatility=volatility cagr=annual_return",
    "quantstats": "sharpe=sharpe_ratio sortino=sortino_ratio calmar=calmar_ratio to_drawdown_series=drawdown "
    "cagr=annual_return cvar=conditional_value_at_risk expected_shortfall=conditional_value_at_risk",
    "backtesting.py": "SmaCross=sma_backtest",
    "vectorbt": "annualized_return=annual_return annualized_volatility=volatility "
    "cond_value_at_risk=conditional_value_at_risk",
    "scikit-learn": "PCA=pca_fit IsolationForest=isolation_forest_fit",
}
PAIRS = [pair.split("=") for names in ELSEWHERE.values() for pair in names.split()]


@pytest.mark.parametrize(("name", "kernel"), PAIRS)
def test_the_name_here_is_said(name, kernel):
    sentence = f"'{name}' is `{kernel}` here"
    with pytest.raises(KeyError, match=f"unknown kernel: {sentence}"):
        atc_core.get(name)
    with pytest.raises(AttributeError, match=f"no attribute '{name}': {sentence}"):
        getattr(atc_core, name)


@pytest.mark.parametrize(
    "ask", [lambda name: atc_core.stream(name, 3), lambda name: atc_core.sweep(name, [1.0], grid={})]
)
def test_it_is_said_wherever_a_kernel_is_asked_for(ask):
    with pytest.raises(KeyError, match="'MOM' is `momentum` here"):
        ask("MOM")


def test_it_is_said_of_a_setting_too(environment):
    environment(BACKEND="BBANDS=rust")
    with pytest.raises(ValueError, match="ATC_BACKEND: unknown kernel: 'BBANDS' is `bollinger` here"):
        atc_core.sma([1.0], 1)


def test_the_tuner_says_it_too():
    with pytest.raises(typer.BadParameter, match="unknown kernel or family: 'MOM' is `momentum` here"):
        expanded("MOM")


def test_no_name_means_two_kernels():
    known = [bare(name) for kernel in EVERY_KERNEL.values() for name in (kernel.name, *kernel.also)]
    assert sorted(known) == sorted(set(known))


def test_a_strangers_kernel_says_its_own(declare):
    def widget(x: atc_core.Series, *, out: atc_core.Series | None = None) -> atc_core.Series:
        """Nothing of interest."""

    declare(widget, lambda x, out=None: x, also=("Wid_Get2", "BBANDS"))
    with pytest.raises(KeyError, match="'widget2' is `widget` here"):
        atc_core.get("widget2")
    with pytest.raises(KeyError, match="'bbands' is `bollinger` or `widget` here"):
        atc_core.get("bbands")


def test_help_says_what_a_kernel_is_called_elsewhere():
    assert "Elsewhere called BBANDS, BB" in atc_core.bollinger.__doc__
    assert "Elsewhere" not in atc_core.equity.__doc__


@pytest.mark.parametrize("name", ["RSI", "Rsi"])
def test_other_letters_of_its_own_name_are_told_as_ever(name):
    with pytest.raises(KeyError, match=f"unknown kernel '{name}'; did you mean 'rsi'"):
        atc_core.get(name)
    with pytest.raises(AttributeError, match=f"no attribute '{name}'; did you mean 'rsi'"):
        getattr(atc_core, name)


def test_a_misspelled_name_is_still_guessed():
    with pytest.raises(KeyError, match="unknown kernel 'emma'; did you mean 'ema'"):
        atc_core.get("emma")
