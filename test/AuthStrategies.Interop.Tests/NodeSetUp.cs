namespace AuthStrategies.Interop.Tests;

/// <summary>Starts Node once for all tests. Where it is missing they are ignored, with a word on what to install.</summary>
[SetUpFixture]
public sealed class NodeSetUp
{
    private static NodePeer? _peer;

    internal static NodePeer Peer => _peer ?? throw new InvalidOperationException("Node has not been started.");

    [OneTimeSetUp]
    public async Task StartNode()
    {
        try
        {
            await NodePackages.InstallAsync();
            _peer = NodePeer.Start(NodePackages.Folder);
            await _peer.AskAsync("versions", new { });
        }
        catch (NodeMissingException missing)
        {
            Assert.Ignore($"{missing.Message} To run these tests install Node.js 20.19 or later with npm (for example from nodejs.org), and let npm reach a registry for jose, jsonwebtoken, dpop and oauth4webapi.");
        }
    }

    [OneTimeTearDown]
    public void StopNode() => _peer?.Dispose();
}
