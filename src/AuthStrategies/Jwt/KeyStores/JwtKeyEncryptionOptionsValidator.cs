using Microsoft.Extensions.Options;

namespace AuthStrategies.Jwt.KeyStores;

/// <summary>Refuses keys that are missing or have another size. Never repeats one.</summary>
internal sealed class JwtKeyEncryptionOptionsValidator : IValidateOptions<JwtKeyEncryptionOptions>
{
    private const string Example = "the output of `openssl rand -base64 32`";

    public ValidateOptionsResult Validate(string? name, JwtKeyEncryptionOptions options)
    {
        if (options.KeyEncryptionKeys.Count == 0)
            return ValidateOptionsResult.Fail(OptionMessages.Required("KeyEncryptionKeys", "at least one key: 32 random bytes in base64", Example));

        string[] mistakes =
        [
            .. options.KeyEncryptionKeys.Select((key, index) => (key, index)).Where(item => Decode(item.key) is null)
                .Select(item => OptionMessages.Invalid($"KeyEncryptionKeys:{item.index}", "not usable", "32 random bytes in base64", Example)),
        ];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    /// <summary>The bytes of a key; <see langword="null"/> if the text is none.</summary>
    public static byte[]? Decode(string? text)
    {
        byte[] bytes = new byte[AesJwtKeyProtector.KeySize];
        return text is not null && Convert.TryFromBase64String(text, bytes, out int written) && written == bytes.Length ? bytes : null;
    }
}
