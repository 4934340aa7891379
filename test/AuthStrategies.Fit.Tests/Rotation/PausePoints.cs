using System.Collections.Concurrent;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Points at which a request waits until the test lets it go on. Each name is used for one request.</summary>
internal sealed class PausePoints
{
    private readonly ConcurrentDictionary<string, PausePoint> _points = new(StringComparer.Ordinal);

    public PausePoint this[string name] => _points.GetOrAdd(name, _ => new());

    /// <summary>Lets every request go on, so that the server can stop.</summary>
    public void ReleaseAll()
    {
        foreach (PausePoint point in _points.Values)
            point.Release();
    }

    /// <summary>One point.</summary>
    internal sealed class PausePoint
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Waits until the request has come to this point.</summary>
        public Task ReachedAsync() => _reached.Task.WaitAsync(Until.TimeLimit);

        public void Release() => _released.TrySetResult();

        /// <summary>Something has come to this point, and does not wait.</summary>
        public void SetReached() => _reached.TrySetResult();

        public Task ReachAsync()
        {
            SetReached();
            return Task.CompletedTask;
        }

        /// <summary>The request comes to this point, and waits.</summary>
        public Task PassAsync()
        {
            SetReached();
            return _released.Task.WaitAsync(Until.TimeLimit);
        }
    }
}
