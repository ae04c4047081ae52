using Microsoft.Data.Sqlite;

namespace Storefront.Data;

/// <summary>Connections for the queries that are written in SQL by hand.</summary>
public interface IConnectionFactory
{
    SqliteConnection Open();
}

public class ConnectionFactory(string connectionString) : IConnectionFactory
{
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }
}
