using System.Collections.Concurrent;

namespace Vpa.Storage;

/// <summary>The one thread that touches the database, because LiteDB's transactions belong to the thread that began them.</summary>
internal sealed class WriterThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    public WriterThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "history-writer" };
        _thread.Start();
    }

    /// <summary>Runs work after everything handed in before it; its result or exception is the task's.</summary>
    /// <exception cref="ObjectDisposedException">The thread has ended.</exception>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() => Complete(work, done));
        }
        catch (InvalidOperationException e)
        {
            throw new ObjectDisposedException("The history is closed.", e);
        }

        return done.Task;
    }

    /// <summary>Finishes all work handed in and ends the thread.</summary>
    public void Dispose()
    {
        if (!_work.IsAddingCompleted)
        {
            _work.CompleteAdding();
            _thread.Join();
            _work.Dispose();
        }
    }

    private static void Complete<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception e)
        {
            // The caller gets it; the thread must go on for the next piece of work.
            done.SetException(e);
        }
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
