using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace AuthStrategies.Jwt.KeyStores;

/// <summary>
/// The file of a <see cref="FileJwtKeyStore"/>: a format number and, by strategy, the document. Immutable.
/// <code>{"format":1,"strategies":{"Jwt":{"version":7,"content":"base64"}}}</code>
/// </summary>
internal sealed class KeyFile
{
    private const int Format = 1;
    private const int MaxSize = 16 * 1024 * 1024;
    private static readonly KeyFile Empty = new(ImmutableSortedDictionary.Create<string, JwtKeyDocument>(StringComparer.Ordinal));
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly ImmutableSortedDictionary<string, JwtKeyDocument> _documents;

    private KeyFile(ImmutableSortedDictionary<string, JwtKeyDocument> documents) => _documents = documents;

    public JwtKeyDocument? Find(string strategy) => _documents.GetValueOrDefault(strategy);

    public KeyFile With(string strategy, JwtKeyDocument document) => new(_documents.SetItem(strategy, document));

    /// <summary>Reads a file; a missing file contains no document.</summary>
    /// <exception cref="JwtKeyStoreException">Others than the owner can use it, or its content is invalid.</exception>
    public static async Task<KeyFile> ReadAsync(string path, KeyFileSystem system, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            OwnerOnlyFile.CheckPlace(path, system);
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                OwnerOnlyFile.Check(file, system);
                if (file.Length is 0 or > MaxSize)
                    throw Damaged(path);

                bytes = new byte[file.Length];
                await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Empty;
        }

        return Parse(bytes, path);
    }

    /// <summary>Replaces the file by this content in one step. The caller must own the lock.</summary>
    public async Task WriteAsync(string path, KeyFileSystem system, CancellationToken cancellationToken)
    {
        string next = path + ".new";
        // A file that remained after a crash might have other permissions.
        File.Delete(next);
        FileStream file = OwnerOnlyFile.Open(next, FileMode.CreateNew);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(Bytes(), cancellationToken).ConfigureAwait(false);
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            // Otherwise a loss of power could leave the new name with no content.
            system.FlushFile(file.SafeFileHandle);
        }

        cancellationToken.ThrowIfCancellationRequested();
        File.Move(next, path, overwrite: true);
        system.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    private static KeyFile Parse(byte[] bytes, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, Strict);
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format)
                throw Damaged(path);

            return new(root.GetProperty("strategies").EnumerateObject().ToImmutableSortedDictionary(
                strategy => strategy.Name,
                strategy => new JwtKeyDocument(strategy.Value.GetProperty("version").GetInt64(), strategy.Value.GetProperty("content").GetBytesFromBase64()),
                StringComparer.Ordinal));
        }
        // The parser's message may quote the text, so it is not passed on.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            throw Damaged(path);
        }
    }

    private ReadOnlyMemory<byte> Bytes()
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("format"u8, Format);
        writer.WriteStartObject("strategies"u8);
        foreach ((string strategy, JwtKeyDocument document) in _documents)
        {
            writer.WriteStartObject(strategy);
            writer.WriteNumber("version"u8, document.Version);
            writer.WriteBase64String("content"u8, document.Content.Span);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static JwtKeyStoreException Damaged(string path) =>
        new($"The key file \"{path}\" cannot be parsed: it is damaged, or a newer version of this library wrote it. Restore it from a backup. To create new keys, delete the file; all tokens signed with the old keys are then refused.");
}
