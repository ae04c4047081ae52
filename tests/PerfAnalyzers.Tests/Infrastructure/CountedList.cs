using System.Collections;

namespace Counted;

/// <summary>A list that counts what it moves: each element that changes its place, and each element handed out, is a step.</summary>
public sealed class CountedList<T> : IList<T>
{
    private readonly List<T> _list;

    public CountedList() => _list = [];

    public CountedList(IEnumerable<T> elements) => _list = [.. elements];

    public int Count => _list.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get
        {
            Steps.Add();
            return _list[index];
        }
        set => _list[index] = value;
    }

    public void Add(T item) => _list.Add(item);

    public void AddRange(IEnumerable<T> items) => _list.AddRange(items);

    public void Insert(int index, T item)
    {
        Steps.Add(_list.Count - index);
        _list.Insert(index, item);
    }

    public void InsertRange(int index, IEnumerable<T> items)
    {
        Steps.Add(_list.Count - index);
        _list.InsertRange(index, items);
    }

    public void RemoveAt(int index)
    {
        Steps.Add(_list.Count - index);
        _list.RemoveAt(index);
    }

    public void RemoveRange(int index, int count)
    {
        Steps.Add(_list.Count - index);
        _list.RemoveRange(index, count);
    }

    public bool Remove(T item)
    {
        Steps.Add(_list.Count);
        return _list.Remove(item);
    }

    public int RemoveAll(Predicate<T> match)
    {
        Steps.Add(_list.Count);
        return _list.RemoveAll(match);
    }

    public void Reverse()
    {
        Steps.Add(_list.Count);
        _list.Reverse();
    }

    public void Clear() => _list.Clear();

    public bool Contains(T item) => _list.Contains(item);

    public int IndexOf(T item) => _list.IndexOf(item);

    public void CopyTo(T[] array, int arrayIndex)
    {
        Steps.Add(_list.Count);
        _list.CopyTo(array, arrayIndex);
    }

    public IEnumerator<T> GetEnumerator()
    {
        foreach (var item in _list)
        {
            Steps.Add();
            yield return item;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
