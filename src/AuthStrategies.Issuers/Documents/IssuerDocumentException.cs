namespace AuthStrategies.Issuers.Documents;

#pragma warning disable CA1032, CA1064 // Never leaves the package except as an inner exception, and always has a message.
/// <summary>A document of an issuer cannot be used. The message says what is wrong, and contains no part of the document but the issuer's name.</summary>
internal sealed class IssuerDocumentException(string message, Exception? innerException = null) : Exception(message, innerException);
#pragma warning restore CA1032, CA1064
