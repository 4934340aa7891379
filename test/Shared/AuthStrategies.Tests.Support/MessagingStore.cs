namespace AuthStrategies.Tests.Support;

/// <summary>A store whose nodes share invalidation messages over a bus.</summary>
public sealed class MessagingStore(ISessionStore inner, MessageBus bus) : DelegatingSessionStore(inner)
{
    public override object? GetService(Type serviceType) => serviceType == typeof(ISessionInvalidations) ? bus : base.GetService(serviceType);
}
