using Microsoft.Extensions.Logging;

namespace Vpa.Admission.Tests.Fuzzing;

/// <summary>Keeps the first exception that was logged: the webhook swallows every one, so that this is where a defect shows.</summary>
internal sealed class FailureLog<T> : ILogger<T>
{
    public Exception? First { get; private set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _ = formatter(state, exception); // a message that cannot be written is a defect as well
        First ??= exception;
    }
}
