using AuthStrategies.Sessions;

namespace AuthStrategies;

public sealed partial class SessionStrategy
{
    ValueTask<DeviceBindingOutcome> IDeviceBinding.BindDeviceAsync(string credential, SessionId session, DeviceKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(key);
        return OpaqueToken.TryParse(credential, out OpaqueToken token) && token.Id == session
            ? _devices.BindAsync(token, key, _policy.Current, ClientFactsScope.Take(), _time.GetUtcNow(), cancellationToken)
            : default;
    }

    ValueTask<DeviceKey?> IDeviceBinding.FindDeviceAsync(SessionId session, CancellationToken cancellationToken) =>
        _devices.FindAsync(session, _policy.Current, _time.GetUtcNow(), cancellationToken);

    ValueTask<bool> IDeviceBinding.TryUseChallengeAsync(string challenge, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        return _devices.TryUseAsync(challenge, endsAt, cancellationToken);
    }
}
