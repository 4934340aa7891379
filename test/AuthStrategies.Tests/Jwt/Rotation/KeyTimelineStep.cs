namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>What happens next in a <see cref="KeyTimelineFixture"/>.</summary>
/// <param name="Node">Where.</param>
/// <param name="Wait">After how many tenths of a second.</param>
/// <param name="Act">0 removes a key, 1 rotates now, 2 waits for a long time, anything else just uses the keys.</param>
/// <param name="Key">Which key, as far as there is one.</param>
internal sealed record KeyTimelineStep(int Node, int Wait, int Act, int Key);
