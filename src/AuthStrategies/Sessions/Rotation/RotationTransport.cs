namespace AuthStrategies.Sessions.Rotation;

/// <summary>How the token travels. Only a cookie can be replaced without being asked for.</summary>
internal enum RotationTransport
{
    /// <summary>In a header that the client writes itself.</summary>
    Bearer = 1,

    /// <summary>In a cookie: a response may replace it.</summary>
    Cookie = 2,
}
