namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Marks an application that re-checks the sessions of its connections: each request keeps when its strategy was asked. Whether a request may
/// start a connection, its endpoint does not tell: a page with a Blazor component does, and a hub can be mapped as plain connections. Has no state.
/// </summary>
internal sealed class AnswerTimes;
