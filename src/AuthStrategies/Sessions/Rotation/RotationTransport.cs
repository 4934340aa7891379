namespace AuthStrategies.Sessions.Rotation;

/// <summary>How the token is sent. Only a cookie can be replaced when the client did not ask for it.</summary>
internal enum RotationTransport
{
    /// <summary>In a header that the client writes itself.</summary>
    Bearer = 1,

    /// <summary>In a cookie: a response may replace it.</summary>
    Cookie = 2,
}
