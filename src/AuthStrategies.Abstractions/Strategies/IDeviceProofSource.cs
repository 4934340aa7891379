namespace AuthStrategies;

/// <summary>Tells a strategy whether the request that it is called for comes from the device that a session is bound to. See <see cref="IDeviceBinding"/>.</summary>
public interface IDeviceProofSource : IClientFactsSource
{
    /// <summary>
    /// Whether the request proves the key. Called only for a session that is bound to a device, while the call of the strategy runs; it may be called
    /// more than once. It must not throw.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="keyThumbprint">The thumbprint of the key that the session is bound to (<see cref="DeviceKey.Thumbprint"/>).</param>
    /// <returns>Whether it does. A proof for another session, of another key, or one that has ended proves nothing.</returns>
    bool ProvesDevice(SessionId session, string keyThumbprint);
}
