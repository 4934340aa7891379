namespace AuthStrategies.Issuers.Documents;

/// <summary>A document of an issuer cannot be used. The message says what is wrong, and contains no part of the document but the issuer's name.</summary>
internal sealed class IssuerDocumentException(string message, Exception? innerException = null) : Exception(message, innerException);
