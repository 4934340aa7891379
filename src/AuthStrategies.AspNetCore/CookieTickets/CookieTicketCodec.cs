using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>Writes tickets as protected text, and reads them. Thread-safe.</summary>
internal sealed class CookieTicketCodec(IDataProtectionProvider protection)
{
    private const string Purpose = "AuthStrategies.CookieTickets.v1";

    /// <param name="scheme">The scheme of the cookie. A ticket of one scheme is not read for another one.</param>
    /// <param name="ticket">The ticket.</param>
    public string Write(string scheme, AuthenticationTicket ticket) =>
        Base64Url.EncodeToString(ProtectorOf(scheme).Protect(TicketSerializer.Default.Serialize(ticket)));

    /// <returns>The ticket; <see langword="null"/> if its key is gone, it was changed, or another release wrote it in another form.</returns>
    public AuthenticationTicket? Read(string scheme, string text)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(ProtectorOf(scheme).Unprotect(Base64Url.DecodeFromChars(text)));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or IOException or ArgumentException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(string scheme) => protection.CreateProtector(Purpose, scheme);
}
