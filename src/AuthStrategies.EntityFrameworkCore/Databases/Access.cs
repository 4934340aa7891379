namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>What a call does to the table.</summary>
internal enum Access
{
    Read,
    Write,
}
