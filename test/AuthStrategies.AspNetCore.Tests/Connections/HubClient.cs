using Microsoft.AspNetCore.SignalR.Client;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>One connection as its client sees it.</summary>
internal sealed class HubClient
{
    private readonly HubConnection _connection;
    private readonly TimeSpan _patience;
    private readonly TaskCompletionSource<string> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HubClient(HubConnection connection, TimeSpan patience)
    {
        (_connection, _patience) = (connection, patience);
        connection.On<string>("Heard", word => _heard.TrySetResult(word));
        connection.Reconnected += _ =>
        {
            _reconnected.TrySetResult();
            return Task.CompletedTask;
        };
        connection.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public bool IsOpen => !_closed.Task.IsCompleted;

    public Task<string> WhoAsync() => _connection.InvokeAsync<string>("Who").WaitAsync(_patience);

    public Task TellAsync(string user, string word) => _connection.InvokeAsync("Tell", user, word).WaitAsync(_patience);

    public Task<string> HeardAsync() => _heard.Task.WaitAsync(_patience);

    public Task<string> SecretAsync() => _connection.InvokeAsync<string>("Secret").WaitAsync(_patience);

    public Task ReconnectedAsync() => _reconnected.Task.WaitAsync(_patience);

    public Task ClosedAsync() => _closed.Task.WaitAsync(_patience);

    public Task StopAsync() => _connection.StopAsync();
}
