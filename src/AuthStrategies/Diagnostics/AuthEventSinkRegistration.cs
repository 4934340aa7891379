namespace AuthStrategies.Diagnostics;

/// <summary>A sink that the application has added. It is created when its first event is delivered, because it may use strategies itself.</summary>
/// <param name="Name">Its name for log and metrics.</param>
/// <param name="Type">Its type, if the container creates it.</param>
/// <param name="Create">Gets it from the container.</param>
internal sealed record AuthEventSinkRegistration(string Name, Type? Type, Func<IServiceProvider, IAuthEventSink> Create);
