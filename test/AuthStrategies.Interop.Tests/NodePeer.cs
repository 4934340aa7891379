using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace AuthStrategies.Interop.Tests;

/// <summary>A Node process that answers questions: one JSON object per line there, one back.</summary>
internal sealed class NodePeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _node;
    private readonly SemaphoreSlim _turn = new(1);

    private NodePeer(Process node) => _node = node;

    /// <exception cref="NodeMissingException">Node is not there.</exception>
    public static NodePeer Start(string folder)
    {
        try
        {
            return new(Process.Start(new ProcessStartInfo("node", ["peer.mjs"])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!);
        }
        catch (Win32Exception exception)
        {
            throw new NodeMissingException("node was not found.", exception);
        }
    }

    /// <summary>Asks, and expects an answer.</summary>
    /// <exception cref="NodeRefusedException">The library in Node says no.</exception>
    public async Task<JsonElement> AskAsync(string operation, object request)
    {
        Dictionary<string, object?> question = JsonSerializer.SerializeToElement(request).Deserialize<Dictionary<string, object?>>()!;
        question["operation"] = operation;
        string answer = await ExchangeAsync(JsonSerializer.Serialize(question));
        JsonElement root = JsonDocument.Parse(answer).RootElement;
        return root.TryGetProperty("error", out JsonElement error) ? throw new NodeRefusedException(error.GetString()!) : root.GetProperty("result");
    }

    public async Task<string> AskTextAsync(string operation, object request) => (await AskAsync(operation, request)).GetString()!;

    public void Dispose()
    {
        // At the end of its input it ends itself.
        _node.StandardInput.Close();
        if (!_node.WaitForExit(Patience))
            _node.Kill();
        _node.Dispose();
        _turn.Dispose();
    }

    private async Task<string> ExchangeAsync(string line)
    {
        using CancellationTokenSource impatience = new(Patience);
        await _turn.WaitAsync(impatience.Token);
        try
        {
            await _node.StandardInput.WriteLineAsync(line.AsMemory(), impatience.Token);
            await _node.StandardInput.FlushAsync(impatience.Token);
            return await _node.StandardOutput.ReadLineAsync(impatience.Token) ?? throw new NodeMissingException("Node has ended; it is older than 20.19, or a package is missing.");
        }
        catch (IOException exception)
        {
            throw new NodeMissingException("Node has ended.", exception);
        }
        finally
        {
            _turn.Release();
        }
    }
}
