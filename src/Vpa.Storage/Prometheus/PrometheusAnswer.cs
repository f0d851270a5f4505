namespace Vpa.Storage.Prometheus;

/// <summary>What an answer says besides its series.</summary>
/// <param name="Status"><c>success</c> or <c>error</c>.</param>
/// <param name="ResultType"><c>matrix</c>, <c>vector</c>, <c>scalar</c> or <c>string</c>; empty when there was no result.</param>
/// <param name="Error">The error and its type; empty when there was none.</param>
/// <param name="Unreadable">How many series or values could not be read.</param>
internal readonly record struct PrometheusAnswer(string Status, string ResultType, string Error, int Unreadable);
